//! Drawing pieces as SVG.

use crate::Product;

/// A view of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// From the front.
    Front,
    /// From the back.
    Back,
    /// A detail.
    Detail,
}

/// Draws a piece.
pub fn draw(_product: &Product, _view: View) -> String {
    String::new()
}

/// Draws a scene.
pub fn draw_scene(_name: &str) -> Option<String> {
    None
}

/// The shop's icon.
pub fn icon() -> String {
    String::new()
}

/// The shop's mark.
pub fn mark() -> String {
    String::new()
}

/// The names of the scenes.
pub fn scenes() -> &'static [&'static str] {
    &[]
}
