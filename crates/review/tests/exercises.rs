//! The nine exercises of the guide: each solution is sound and marked as solved, nothing else is.

use policy::{Policy, Settings};
use review::{TASKS, mark};

const DEFAULT: &str = include_str!("../../../policy/privacy.md");

#[test]
fn every_solution_finds_its_line_once_and_is_sound() {
    for task in &TASKS {
        for (line, _) in task.solution {
            assert_eq!(DEFAULT.matches(line).count(), 1, "{}: {line}", task.title);
        }
        let solved = Policy::load(&task.solved(DEFAULT), &Settings::stand_ins());
        assert!(
            solved.is_ok(),
            "{}: {}",
            task.title,
            solved.err().map(|e| e.to_string()).unwrap_or_default()
        );
    }
}

#[test]
fn a_solution_solves_its_own_task_and_not_the_next() {
    for (task, next) in TASKS.iter().zip(TASKS.iter().cycle().skip(1)) {
        for (solution, solves) in [(task, true), (next, false)] {
            let mark = mark(task, DEFAULT, &solution.solved(DEFAULT)).expect("both are sound");
            assert_eq!(mark.solved, solves, "{} by {}: {mark:?}", task.title, solution.title);
        }
    }
}

#[test]
fn the_file_as_it_ships_solves_nothing_and_is_told_what_is_lacking() {
    for task in &TASKS {
        let mark = mark(task, DEFAULT, DEFAULT).expect("it is sound");
        assert!(
            !mark.solved && !mark.lacking.is_empty() && mark.beyond.is_empty(),
            "{}: {mark:?}",
            task.title
        );
    }
}

#[test]
fn another_way_to_write_it_counts_as_well() {
    let rule = "group-company may receive, use identity.name, contact, orders for";
    let edited = DEFAULT.replace(
        rule,
        "group-company may use, receive contact.email, contact.home, contact.shipping, contact.billing, orders, \
         identity.name for",
    );
    let mark = mark(&TASKS[3], DEFAULT, &edited).expect("it is sound");
    assert!(mark.solved, "{mark:?}");
}

#[test]
fn too_much_is_told_as_beyond() {
    let edited = TASKS[0].solved(&TASKS[1].solved(DEFAULT));
    let mark = mark(&TASKS[0], DEFAULT, &edited).expect("it is sound");
    assert!(!mark.solved && mark.lacking.is_empty());
    assert_eq!(mark.beyond.len(), 1, "{mark:?}");
    assert!(mark.beyond[0].contains("6 months after"), "{mark:?}");
}

#[test]
fn a_file_that_is_not_sound_is_refused_with_its_problems() {
    let edited = DEFAULT.replacen(
        "contact.phone for order.deliver",
        "contact.phone, contact.email for order.deliver",
        1,
    );
    let problems = mark(&TASKS[5], DEFAULT, &edited).expect_err("a promise stands in the way");
    assert!(problems.to_string().contains("contact.email"), "{problems}");
}

/// The part of the guide that is made from the tasks, so that what is asked is what is marked.
fn exercises_and_solutions() -> String {
    let numbered = || TASKS.iter().enumerate().map(|(at, task)| (at + 1, task));
    let exercises = numbered().map(|(at, task)| format!("{at}. **{}.** {}\n", task.title, task.wanted));
    let solutions = numbered().map(|(at, task)| {
        let lines = task.solution.iter().map(|(line, instead)| {
            format!(
                "   - instead of\n     `{line}`\n     write\n     `{}`\n",
                instead.replace('\n', "`\n     `")
            )
        });
        format!("{at}. {}\n{}", task.title, lines.collect::<String>())
    });
    format!(
        "{}\n## Solutions\nOne for each. Only the rules are shown; a good edit changes the sentence above them as \
         well.\n\n{}",
        exercises.collect::<String>(),
        solutions.collect::<String>()
    )
}

/// `POLICY_GUIDE=write cargo test -p review --test exercises` writes that part anew.
#[test]
fn the_guide_asks_and_solves_what_is_marked() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/policy-guide.md");
    let guide = std::fs::read_to_string(path).expect("the guide");
    let (before, _) = guide.split_once("\n1. **").expect("the guide has exercises");
    let whole = format!("{before}\n{}", exercises_and_solutions());
    if std::env::var("POLICY_GUIDE").is_ok_and(|word| word == "write") {
        std::fs::write(path, &whole).expect("the guide is written");
    }
    assert_eq!(std::fs::read_to_string(path).expect("the guide"), whole);
}
