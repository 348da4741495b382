//! Draws every picture into a folder, to look at: `cargo run -p catalogue --example pictures -- FOLDER`.

use std::{fs, path::PathBuf};

use catalogue::{Catalogue, View, draw, draw_scene, icon, mark, scenes};

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "pictures".to_owned()));
    fs::create_dir_all(&folder)?;
    let catalogue = Catalogue::demo();
    for product in catalogue.products() {
        for view in View::ALL {
            fs::write(folder.join(format!("{}-{}.svg", product.slug, view.name())), draw(product, view))?;
        }
    }
    for name in scenes() {
        fs::write(
            folder.join(format!("scene-{name}.svg")),
            draw_scene(&catalogue, name).unwrap_or_default(),
        )?;
    }
    fs::write(folder.join("icon.svg"), icon())?;
    fs::write(folder.join("mark.svg"), mark())
}
