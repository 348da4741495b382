//! A parcel: its label and how far it has come.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{clock::Moment, desk::Fields};

/// How far a parcel has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Stage {
    Announced,
    Collected,
    #[serde(alias = "out_for_delivery", alias = "out for delivery")]
    OutForDelivery,
    Delivered,
}

impl Stage {
    pub const ALL: [Stage; 4] = [Stage::Announced, Stage::Collected, Stage::OutForDelivery, Stage::Delivered];

    pub fn words(self) -> &'static str {
        match self {
            Stage::Announced => "Announced by the sender",
            Stage::Collected => "Collected",
            Stage::OutForDelivery => "Out for delivery",
            Stage::Delivered => "Delivered",
        }
    }

    /// As it stands in calls.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Announced => "announced",
            Stage::Collected => "collected",
            Stage::OutForDelivery => "out-for-delivery",
            Stage::Delivered => "delivered",
        }
    }
}

/// A parcel.
#[derive(Clone)]
pub(super) struct Parcel {
    pub id: String,
    pub tracking: String,
    pub reference: String,
    /// What stands on the label, all of what the shop gave besides the reference.
    pub label: Vec<(String, String)>,
    pub stage: Stage,
    events: Vec<(Stage, Moment)>,
}

impl Parcel {
    pub fn new(id: String, tracking: String, asked: &Value, now: Moment) -> Parcel {
        let mut label = Fields::of(asked).in_envelope_order().0;
        label.retain(|(path, _)| path != "reference");
        let reference = asked["reference"].as_str().unwrap_or_default().to_owned();
        Parcel {
            id,
            tracking,
            reference,
            label,
            stage: Stage::Announced,
            events: vec![(Stage::Announced, now)],
        }
    }

    /// Comes to a stage; the same one again is the same one.
    pub fn reach(&mut self, stage: Stage, now: Moment) {
        self.stage = stage;
        if !self.events.iter().any(|(reached, _)| *reached == stage) {
            self.events.push((stage, now));
        }
    }

    /// Each stage and when it was reached, in words; empty for those to come.
    pub fn way(&self) -> Vec<(Stage, String)> {
        let reached = |stage| self.events.iter().find(|(reached, _)| *reached == stage);
        Stage::ALL.map(|stage| (stage, reached(stage).map(|(_, at)| at.words()).unwrap_or_default())).to_vec()
    }

    /// The stages that a button can bring it to.
    pub fn ahead(&self) -> Vec<Stage> {
        Stage::ALL.into_iter().filter(|stage| *stage > self.stage).collect()
    }

    pub fn json(&self, url: &str) -> Value {
        json!({
            "id": self.id,
            "tracking": self.tracking,
            "tracking_url": format!("{url}/track/{}", self.tracking),
            "reference": self.reference,
            "state": self.stage,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_reached_twice_keeps_its_first_time() {
        let mut parcel =
            Parcel::new("p".into(), "HH1".into(), &json!({ "reference": "r", "name": "Ada" }), Moment(0));
        parcel.reach(Stage::Collected, Moment(60));
        parcel.reach(Stage::Collected, Moment(120));
        assert_eq!(parcel.way()[1], (Stage::Collected, Moment(60).words()));
        assert_eq!(parcel.ahead(), [Stage::OutForDelivery, Stage::Delivered]);
    }

    #[test]
    fn the_label_holds_all_but_the_reference() {
        let parcel = Parcel::new(
            "p".into(),
            "HH1".into(),
            &json!({ "reference": "r", "name": "Ada", "phone": "1" }),
            Moment(0),
        );
        assert_eq!(
            parcel.label,
            [("name".to_owned(), "Ada".to_owned()), ("phone".to_owned(), "1".to_owned())]
        );
    }
}
