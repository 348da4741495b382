//! Where a drawing goes on the paper.

use super::View;
use super::line::{Spot, short};

/// The paper of a product picture, in units.
pub(super) const WIDTH: f32 = 800.0;
pub(super) const HEIGHT: f32 = 1000.0;

/// The room a piece takes on the cutting table; its centre line is at x = 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    pub(super) half: f32,
    pub(super) top: f32,
    pub(super) bottom: f32,
}

/// A move and a scale from table to paper.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placing {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) scale: f32,
}

impl Placing {
    /// The whole piece, with air around it.
    pub(super) fn whole(extent: Extent, largest: f32) -> Placing {
        let tall = extent.bottom - extent.top;
        let scale = (800.0 / tall).min(620.0 / (2.0 * extent.half)).min(largest);
        Placing { x: WIDTH / 2.0, y: HEIGHT / 2.0 - (extent.top + tall / 2.0) * scale, scale }
    }

    /// One place of the piece, large, slightly left of the middle.
    pub(super) fn near(focus: Spot, scale: f32) -> Placing {
        Placing { x: WIDTH * 0.5 - focus.0 * scale, y: HEIGHT * 0.44 - focus.1 * scale, scale }
    }

    pub(super) fn transform(self) -> String {
        format!(
            "translate({} {}) scale({})",
            short(self.x),
            short(self.y),
            (self.scale * 1000.0).round() / 1000.0
        )
    }
}

/// The views in the order a product page shows them.
pub(super) const VIEWS: [View; 3] = [View::Front, View::Detail, View::Worn];
