//! Vectors that others published. Each names where it is from.
#![allow(clippy::unwrap_used, reason = "tests")]

use tlog::{
    Checkpoint, EMPTY_ROOT, Forged, Hash, Head, Kind, Known, Malformed, Name, Note, Published, Refusal,
    SeedKey, Signer, SigningKey, Submission, VerifierKey, verify_consistency, verify_inclusion,
};

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn hash(text: &str) -> Hash {
    Hash(hex(text).try_into().unwrap())
}

fn key(text: &str) -> VerifierKey {
    text.parse().unwrap()
}

/// From the tests of the certificate transparency hasher (`merkle/rfc6962` of transparency-dev).
#[test]
fn leaves_and_nodes_are_those_of_rfc_6962() {
    let empty_leaf = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
    assert_eq!(Hash::leaf(b""), hash(empty_leaf));
    let leaf = "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56";
    assert_eq!(Hash::leaf(b"L123456"), hash(leaf));
    assert_eq!(EMPTY_ROOT, hash("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
}

/// The reference tree of eight leaves (`merkle/proof/verify_test.go` of transparency-dev).
const LEAVES: [&str; 8] =
    ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const A: &str = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
const B: &str = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
const C: &str = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";
const D: &str = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
const E: &str = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
const F: &str = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";
const G: &str = "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f";

fn reference(size: usize) -> Head {
    Head { size: size as u64, root: hash(ROOTS[size - 1]) }
}

#[test]
fn the_reference_tree_has_its_roots_and_proofs() {
    let entries: Vec<Vec<u8>> = LEAVES.iter().map(|leaf| hex(leaf)).collect();
    let none = std::collections::BTreeMap::new();
    for size in 1..=8 {
        assert_eq!(tlog::append(&none, &Head::EMPTY, &entries[..size]).unwrap().head, reference(size));
    }
    let tiles: std::collections::BTreeMap<_, _> =
        tlog::append(&none, &Head::EMPTY, &entries).unwrap().files.into_iter().collect();
    let inclusion: [(usize, usize, &[&str]); 5] = [
        (0, 8, &[A, B, C]),
        (5, 8, &[D, E, ROOTS[3]]),
        (2, 3, &[ROOTS[1]]),
        (1, 5, &[ROOTS[0], B, D]),
        (0, 1, &[]),
    ];
    for (index, size, path) in inclusion {
        let path: Vec<Hash> = path.iter().map(|text| hash(text)).collect();
        let leaf = Hash::leaf(&entries[index]);
        assert_eq!(
            verify_inclusion(&leaf, index as u64, &reference(size), &path),
            Ok(()),
            "{index} of {size}"
        );
        if size == 8 {
            assert_eq!(tlog::prove_inclusion(&tiles, index as u64, 8).unwrap(), path);
        }
    }
    let consistency: [(usize, usize, &[&str]); 5] = [
        (1, 1, &[]),
        (1, 8, &[A, B, C]),
        (6, 8, &[F, E, ROOTS[3]]),
        (2, 5, &[B, D]),
        (6, 7, &[F, G, ROOTS[3]]),
    ];
    for (old, new, proof) in consistency {
        let proof: Vec<Hash> = proof.iter().map(|text| hash(text)).collect();
        assert_eq!(verify_consistency(&reference(old), &reference(new), &proof), Ok(()), "{old} to {new}");
        if new == 8 {
            assert_eq!(tlog::prove_consistency(&tiles, old as u64, 8).unwrap(), proof);
        }
    }
}

/// From `c2sp.org/tlog-tiles`.
#[test]
fn tiles_have_the_names_of_the_specification() {
    let full = Name::Tile { level: 0, index: 1_234_067, width: 256 };
    assert_eq!(full.to_string(), "tile/0/x001/x234/067");
    assert_eq!(Name::Tile { level: 5, index: 1234, width: 5 }.to_string(), "tile/5/x001/234.p/5");
    assert_eq!(Name::Entries { index: 0, width: 112 }.to_string(), "tile/entries/000.p/112");
    assert_eq!("tile/0/x001/x234/067".parse(), Ok(full));
    for bad in [
        "tile/00/000",
        "tile/64/000",
        "tile/0/0",
        "tile/0/x000/001",
        "tile/0/1/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/05",
        "tile/0/001/234",
        "tile/-1/000",
        "tile/0/",
        "tile/entries/00x",
        "/tile/0/000",
        "tile/0/000/",
        "tile/0/x018/x446/x744/x073/x709/x551/616",
    ] {
        assert!(bad.parse::<Name>().is_err(), "{bad}");
    }
}

/// From the tests of `golang.org/x/mod/sumdb/note`.
const PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const PETER_SEED: &str = "810a1402d5146c8d84f2443330f54080ebf98ee17d9c74f6252fc5d5c7283173";
const ENOCH: &str = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
const TEXT: &str = "If you think cryptography is the answer to your problem,\n\
                    then you don't know what your problem is.\n";
const PETERS: &str = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
const ENOCHS: &str = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

fn note(lines: &str) -> Result<Note, Malformed> {
    Note::read(format!("{TEXT}\n{lines}").as_bytes())
}

#[test]
fn a_signature_has_the_bytes_that_go_writes() {
    let seed = hex(PETER_SEED).try_into().unwrap();
    let peter = Signer::new("PeterNeumann", Kind::Note, SeedKey::new(&seed).unwrap()).unwrap();
    assert_eq!(peter.verifier().to_string(), PETER);
    assert_eq!(peter.sign(TEXT).unwrap().to_line(), PETERS);
    let signed = Note::new(TEXT.to_owned(), vec![peter.sign(TEXT).unwrap()]).unwrap();
    assert_eq!(signed, note(PETERS).unwrap());
    assert!(matches!(peter.cosign(TEXT, 1), Err(Malformed::KeyKind)));
}

#[test]
fn a_key_is_read_in_one_spelling_only() {
    assert_eq!(key(PETER).to_string(), PETER);
    for from in 0..PETER.len() {
        for to in from..=PETER.len() {
            let part = &PETER[from..to];
            assert_eq!(part.parse::<VerifierKey>().is_ok(), part == PETER, "{part}");
        }
        let mut bytes = PETER.as_bytes().to_vec();
        bytes[from] += 1;
        assert!(std::str::from_utf8(&bytes).unwrap().parse::<VerifierKey>().is_err());
    }
    let longer = "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==";
    let unknown = "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    assert_eq!(longer.parse::<VerifierKey>(), Err(Malformed::Base64));
    assert_eq!(unknown.parse::<VerifierKey>(), Err(Malformed::KeyKind));
}

#[test]
fn a_note_is_believed_by_who_trusts_a_signer() {
    let (peter, enoch) = (key(PETER), key(ENOCH));
    let both = note(&format!("{PETERS}{ENOCHS}")).unwrap();
    let names = |trusted: &[VerifierKey]| -> Vec<String> {
        both.check(trusted).unwrap().iter().map(|good| good.key.name().to_owned()).collect()
    };
    assert_eq!(names(std::slice::from_ref(&peter)), ["PeterNeumann"]);
    assert_eq!(names(&[enoch, peter.clone()]), ["PeterNeumann", "EnochRoot"]);
    assert_eq!(both.check(&[]), Err(Forged::Nobody));
    let twice = note(&format!("{PETERS}{PETERS}")).unwrap();
    assert_eq!(twice.check(std::slice::from_ref(&peter)).unwrap().len(), 1);
    let longer = format!("{}ABCD{}", &PETERS[..60], &PETERS[60..]);
    let false_one = note(&longer).unwrap();
    assert_eq!(false_one.check(&[peter]), Err(Forged::Signature("PeterNeumann".into())));
}

#[test]
fn what_is_not_a_note_is_refused() {
    for bad in [
        TEXT.to_owned(),
        format!("{TEXT}\n"),
        format!("{TEXT}\n{}", PETERS.trim_end()),
        format!("\u{1}{TEXT}\n{PETERS}"),
        format!("{TEXT}\n{}", PETERS.replace("PeterNeumann", "Bad Name")),
        format!("{TEXT}\n{}", PETERS.replace("PeterNeumann", "Bad+Name")),
        format!("{TEXT}\n{}", PETERS.replace("PeterNeumann", "Bad\u{2003}Name")),
        format!("{TEXT}\n{PETERS}Unexpected line.\n"),
        format!("{TEXT}\n{}", PETERS.repeat(101)),
    ] {
        assert!(Note::read(bad.as_bytes()).is_err(), "{bad}");
    }
    let not_text = [b"\xff", TEXT.as_bytes(), b"\n", PETERS.as_bytes()].concat();
    assert_eq!(Note::read(&not_text), Err(Malformed::NotText));
    assert!(note(&PETERS.repeat(100)).is_ok());
}

/// The key and note of `c2sp.org/signed-note`.
#[test]
fn the_example_of_the_specification_is_believed() {
    let foo = key("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
    let text = "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
    let note = Note::read(text.as_bytes()).unwrap();
    assert_eq!(note.to_text(), text);
    assert_eq!(note.check(&[foo]).unwrap().len(), 1);
}

/// The checkpoint of the Go checksum database of 2024-09-23, and its key.
#[test]
fn a_checkpoint_of_the_go_checksum_database_is_believed() {
    let text = "go.sum database tree\n30055305\nmXfgRcJ0bG0j3CPdKwgGWtUzBUbX67saZGRmFuJGGsM=\n\n— sum.golang.org Az3grpgEild5qw7+5dtV13Kf1C2Xurm8q4fhdxvcsDHnqNTaxL2AFjBY+2TyGKevucFcAAlWFJJYle3EJlDCrQ+y3A8=\n";
    let go = key("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8");
    let published = Published::read(text.as_bytes()).unwrap();
    assert_eq!(published.note().to_text(), text);
    let head = published.believe("go.sum database tree", &[go]).unwrap();
    assert_eq!(head.size, 30_055_305);
}

/// A checkpoint of the certificate transparency log arche2025h1 (staging) with countersignatures of public witnesses.
const ARCHE: &str = "arche2025h1.staging.ct.transparency.dev
1432088532
U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

— arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
— arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
— transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==
— witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
— witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==
";
const ARCHE_KEY: &str =
    "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f";
const REMORA: &str = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2";

#[test]
fn a_checkpoint_with_countersignatures_of_public_witnesses_is_believed() {
    let published = Published::read(ARCHE.as_bytes()).unwrap();
    assert_eq!(published.note().to_text(), ARCHE);
    let head = published.believe("arche2025h1.staging.ct.transparency.dev", &[key(ARCHE_KEY)]).unwrap();
    assert_eq!(head.size, 1_432_088_532);
    let witnesses = [key(REMORA)];
    let good = published.witnessed(&witnesses, 1).unwrap();
    assert_eq!(good[0].time, Some(0x6a12_2120));
    assert_eq!(published.witnessed(&witnesses, 2), Err(Forged::TooFewWitnesses { found: 1, wanted: 2 }));
    assert_eq!(published.believe("another.example", &[key(ARCHE_KEY)]), Err(Forged::OtherLog));

    let rewritten = Published::read(ARCHE.replace("1432088532", "1432088533").as_bytes()).unwrap();
    assert!(rewritten.believe("arche2025h1.staging.ct.transparency.dev", &[key(ARCHE_KEY)]).is_err());
    assert!(rewritten.witnessed(&witnesses, 0).is_err());
    let earlier = Published::read(ARCHE.replace("2net5wAAAABqEiEg", "2net5wAAAABqEiEf").as_bytes()).unwrap();
    assert!(earlier.witnessed(&witnesses, 0).is_err(), "the time is signed too");
}

/// A countersignature of the public witness navigli on a checkpoint of the log coachandhorses2026h1 (staging).
#[test]
fn a_countersignature_of_a_public_witness_has_its_time() {
    let text = "coachandhorses2026h1.staging.certificate.transparency.goog\n185550722\nYXAM0VmnrfvLaBCOOYSJhCaE5F10oGBOo+hkbDa1kng=\n\n— witness.navigli.sunlight.geomys.org o+AP4gAAAABqb7DzNrGFRJnQ9vrJ8xpnwZytnr/ZYczDIsvwvouiSjwOjn7a72ccxBk+lKnZ7dKqkYKER1s/KxLTaVwQD7lJZTC/CQ==\n";
    let navigli =
        key("witness.navigli.sunlight.geomys.org+a3e00fe2+BNy/co4C1Hn1p+INwJrfUlgz7W55dSZReusH/GhUhJ/G");
    let published = Published::read(text.as_bytes()).unwrap();
    let witnesses = [navigli];
    assert_eq!(published.witnessed(&witnesses, 1).unwrap()[0].time, Some(1_785_704_691));
}

/// From the tests of the witness of `filippo.io/torchwood`: a log of the Sigsum family grows from 0 to 1, 3 and 5.
const SIGSUM: &str = "sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562";
const TO_ONE: &str = "old 0

sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562
1
KgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=

— sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562 UgIom7fPZTqpxWWhyjWduBvTvGVqsokMbqTArsQilegKoFBJQjUFAmQ0+YeSPM3wfUQMFSzVnnNuWRTYrajXpNUbIQY=
";
const TO_THREE: &str = "old 1
KgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
KgIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=

sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562
3
RcCI1Nk56ZcSmIEfIn0SleqtV7uvrlXNccFx595Iwl0=

— sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562 UgIom2VbtIcdFbwFAy1n7s6IkAxIY6J/GQOTuZF2ORV39d75cbAj2aQYwyJre36kezNobZs4SUUdrcawfAB8WVrx6go=
";
const TO_FIVE: &str = "old 1
KgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
+fUDV+k970B4I3uKrqJM4aP1lloPZP8mvr2Z4wRw2LI=
KgQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=

sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562
5
QrtXrQZCCvpIgsSmOsah7HdICzMLLyDfxToMql9WTjY=

— sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562 UgIomw/EOJmWi0i1FQsOj+etB7F8IccFam/jgd6wzRns4QPVmyEZtdvl1U2KEmLOZ/ASRcWJi0tW90dJWAShei7sDww=
";

#[test]
fn submissions_of_another_implementation_are_judged_alike() {
    let public = hex("ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f").try_into().unwrap();
    let keys = vec![VerifierKey::new(SIGSUM, Kind::Note, public).unwrap()];
    let mut known = Known { origin: SIGSUM.to_owned(), keys, latest: Head::EMPTY };
    let read = |body: &str| Submission::read(body.as_bytes()).unwrap();
    for body in [TO_ONE, TO_THREE, TO_FIVE] {
        assert_eq!(read(body).to_body(), body);
    }
    assert_eq!(known.judge(read(TO_FIVE)), Err(Refusal::Conflict(0)));
    known.latest = known.judge(read(TO_ONE)).unwrap().head();
    let to_three = known.judge(read(TO_THREE)).unwrap().head();
    assert_eq!(to_three.size, 3);
    known.latest = known.judge(read(TO_FIVE)).unwrap().head();
    assert_eq!(known.latest.size, 5);
    assert_eq!(known.judge(read(TO_THREE)), Err(Refusal::Conflict(5)));

    let proof = "KgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n".repeat(64);
    let too_many = TO_ONE.replacen('\n', &format!("\n{proof}"), 1);
    assert_eq!(Submission::read(too_many.as_bytes()), Err(Malformed::TooManyHashes));

    let seed = hex("31ffc2116ecbe003acaa800ab70757bd7d53206e3febef6a6d0796d95530b34f").try_into().unwrap();
    let public = hex("64848ad8abed6e85981b3b3875b252b8767ebb4b02f703aca3b1e71bbd6a8e50");
    assert_eq!(SeedKey::new(&seed).unwrap().public().to_vec(), public);
}

/// From the tests of checkpoints of `filippo.io/torchwood`.
#[test]
fn an_origin_has_up_to_255_bytes() {
    let long = "a".repeat(255);
    let accents = format!("{}a", "é".repeat(127));
    for good in ["a", &long, &accents, "example log+origin"] {
        let text = format!("{good}\n1\n{EMPTY_ROOT}\nextension\n");
        let read = Checkpoint::read(&text).unwrap();
        assert_eq!((read.origin(), read.to_text()), (good, text));
        assert_eq!(read.extensions(), ["extension"]);
    }
    for bad in ["", &"a".repeat(256), &"é".repeat(128)] {
        assert_eq!(Checkpoint::read(&format!("{bad}\n1\n{EMPTY_ROOT}\n")), Err(Malformed::Name));
    }
}
