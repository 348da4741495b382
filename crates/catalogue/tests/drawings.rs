//! Every picture of the demo shop: well formed, different from all others, the same each time.

use std::collections::HashMap;

use catalogue::{Catalogue, View, draw, draw_scene, icon, mark, scenes};

/// Opens and closes its elements in order, quotes its attributes, and refers only to ids that it defines.
fn check(name: &str, svg: &str) {
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"), "{name}");
    let mut open: Vec<&str> = Vec::new();
    let mut rest = svg;
    while let Some(start) = rest.find('<') {
        let end = start + rest[start..].find('>').unwrap_or_else(|| panic!("{name}: a tag is left open"));
        let tag = &rest[start + 1..end];
        assert!(tag.matches('"').count().is_multiple_of(2), "{name}: {tag}");
        if let Some(closed) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(closed), "{name}");
        } else if !tag.ends_with('/') {
            open.push(tag.split(' ').next().unwrap_or_default());
        }
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty(), "{name}: {open:?}");
    for id in references(svg) {
        assert_eq!(svg.matches(&format!(r#"id="{id}""#)).count(), 1, "{name}: #{id} is not defined once");
    }
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{name}: a number is none");
}

fn references(svg: &str) -> impl Iterator<Item = &str> {
    let links = svg.split(r##"href="#"##).skip(1).filter_map(|rest| rest.split('"').next());
    links.chain(svg.split("url(#").skip(1).filter_map(|rest| rest.split(')').next()))
}

#[test]
fn every_drawing_is_well_formed_and_unlike_every_other() {
    let catalogue = Catalogue::demo();
    let mut seen: HashMap<String, String> = HashMap::new();
    for product in catalogue.products() {
        for view in View::ALL {
            let name = format!("{} {}", product.slug, view.name());
            let svg = draw(product, view);
            check(&name, &svg);
            if let Some(twin) = seen.insert(svg, name.clone()) {
                panic!("{name} looks like {twin}");
            }
        }
    }
}

#[test]
fn scenes_and_marks_are_well_formed() {
    let catalogue = Catalogue::demo();
    for name in scenes() {
        check(name, &draw_scene(&catalogue, name).unwrap());
    }
    check("icon", &icon());
    check("mark", &mark());
    assert!(draw_scene(&catalogue, "no such scene").is_none());
}

#[test]
fn a_piece_is_drawn_the_same_each_time() {
    let catalogue = Catalogue::demo();
    let coat = catalogue.product("ormond-wrap-coat-camel").unwrap();
    assert_eq!(draw(coat, View::Worn), draw(coat, View::Worn));
}
