//! How a product is drawn: measures in centimetres as a cutter would note them, and the names of collars, closures and weaves.

use serde::Deserialize;

use crate::Colour;

/// What the drawing of one product needs beside its main colour.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    pub(crate) cut: Cut,
    #[serde(default)]
    pub(crate) weave: Weave,
    /// The second colour: stripes, prints, checks, soles.
    pub(crate) with: Option<Colour>,
    /// Buttons, piping, linings.
    pub(crate) trim: Option<Colour>,
    /// Metal fittings.
    #[serde(default)]
    pub(crate) metal: Metal,
    /// The paper behind it, when the one chosen by colour is not the best.
    pub(crate) paper: Option<Colour>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Cut {
    Upper(Upper),
    Trousers(Trousers),
    Skirt(Skirt),
    Shoe(Shoe),
    Bag(Bag),
    Accessory(Accessory),
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Metal {
    #[default]
    Brass,
    Steel,
    Black,
}

/// The surface of a cloth or hide.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Weave {
    #[default]
    Plain,
    Twill,
    Herringbone,
    Houndstooth,
    Windowpane,
    Tartan,
    Gingham,
    Pinstripe,
    Breton,
    Awning,
    Rib,
    Stocking,
    Cable,
    Boucle,
    Tweed,
    Corduroy,
    Denim,
    Leather,
    Suede,
    Quilt,
    Channel,
    Satin,
    Linen,
    Dots,
    Floral,
    Leaf,
    Brush,
    Eyelet,
    Argyle,
    FairIsle,
    Basket,
    Croc,
    Canvas,
}

/// Anything that hangs from the shoulders. Measures in centimetres, widths of the garment laid flat.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Upper {
    /// From the neck point of the shoulder to the hem.
    pub(crate) length: f32,
    pub(crate) chest: f32,
    pub(crate) waist: Option<f32>,
    pub(crate) hem: Option<f32>,
    #[serde(default = "shoulder")]
    pub(crate) shoulder: f32,
    pub(crate) sleeve: Option<Sleeve>,
    pub(crate) neck: Neck,
    /// From the neck point down to the deepest point of the neckline, where the cut leaves a choice.
    pub(crate) drop: Option<f32>,
    #[serde(default)]
    pub(crate) closure: Closure,
    /// Buttons, toggles, hooks in a column.
    #[serde(default)]
    pub(crate) buttons: u8,
    #[serde(default)]
    pub(crate) pockets: Pockets,
    #[serde(default)]
    pub(crate) extras: Vec<Extra>,
    /// For dresses: what happens below the waist seam.
    pub(crate) skirt: Option<Drape>,
    #[serde(default)]
    pub(crate) hem_shape: HemShape,
}

fn shoulder() -> f32 {
    41.0
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sleeve {
    pub(crate) length: f32,
    #[serde(default = "bicep")]
    pub(crate) bicep: f32,
    #[serde(default = "cuff")]
    pub(crate) cuff: f32,
    #[serde(default)]
    pub(crate) head: Head,
    #[serde(default)]
    pub(crate) end: End,
}

fn bicep() -> f32 {
    18.0
}

fn cuff() -> f32 {
    13.0
}

/// How a sleeve meets the body.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Head {
    #[default]
    Set,
    Raglan,
    Puff,
}

/// How a sleeve ends.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum End {
    #[default]
    Plain,
    Rib,
    Shirt,
    Strap,
    Turned,
    Bishop,
    Bell,
    Vent,
}

/// Necklines and collars.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Neck {
    Notch,
    Peak,
    Shawl,
    Stand,
    Funnel,
    Hood,
    Bare,
    Crew,
    Vee,
    Roll,
    Boat,
    Square,
    Straps,
    Halter,
    Shirt,
    Pussybow,
    PeterPan,
    Wrap,
    Scoop,
    Cowl,
}

/// How the front closes.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Closure {
    #[default]
    None,
    Single,
    Double,
    Zip,
    Biker,
    Toggles,
    Placket,
    Polo,
    Hidden,
    Wrap,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Pockets {
    #[default]
    None,
    Patch,
    Flap,
    Welt,
    Slant,
    Chest,
    Utility,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Extra {
    Belt,
    Epaulettes,
    StormFlap,
    Yoke,
    Cables,
    Block,
    Ruffle,
    Slit,
    Piping,
    ElbowPatch,
    Darts,
    Smocking,
    HemRib,
    WaistTie,
    Gathers,
    Initial,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Drape {
    Bias,
    Aline,
    Pleats,
    Tiers,
    Full,
    Pencil,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum HemShape {
    #[default]
    Straight,
    Shirttail,
    Points,
}

/// Trousers and shorts. Centimetres, widths laid flat.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Trousers {
    /// From the waistband to the hem.
    pub(crate) length: f32,
    pub(crate) waist: f32,
    pub(crate) hip: f32,
    pub(crate) knee: f32,
    pub(crate) hem: f32,
    #[serde(default = "rise")]
    pub(crate) rise: f32,
    pub(crate) front: Front,
    #[serde(default)]
    pub(crate) turn_up: bool,
}

fn rise() -> f32 {
    30.0
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Front {
    Flat,
    Pleats,
    Jeans,
    Drawstring,
    Sailor,
}

/// Skirts. Centimetres, widths laid flat.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Skirt {
    pub(crate) length: f32,
    pub(crate) waist: f32,
    pub(crate) hip: f32,
    pub(crate) hem: f32,
    pub(crate) style: SkirtStyle,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SkirtStyle {
    Pencil,
    Pleated,
    Wrap,
    Bias,
    Tiered,
    Buttoned,
    Aline,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Shoe {
    pub(crate) style: ShoeStyle,
    /// Heel height in centimetres.
    #[serde(default)]
    pub(crate) heel: f32,
    /// Shaft height above the sole in centimetres, for boots.
    #[serde(default)]
    pub(crate) shaft: f32,
    pub(crate) sole: Option<Colour>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ShoeStyle {
    Loafer,
    Derby,
    Trainer,
    Chelsea,
    Lace,
    Knee,
    Pump,
    Slingback,
    Sandal,
    Ballet,
    Mule,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bag {
    pub(crate) style: BagStyle,
    /// Centimetres.
    pub(crate) width: f32,
    /// Centimetres, without handles.
    pub(crate) height: f32,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum BagStyle {
    Tote,
    Satchel,
    Bucket,
    Flap,
    Clutch,
    Backpack,
    Hobo,
    TopHandle,
    Bowling,
    Saddle,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Accessory {
    pub(crate) style: AccessoryStyle,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum AccessoryStyle {
    Scarf,
    Square,
    Beanie,
    Brim,
    Cap,
    Belt,
    Glasses,
    Gloves,
    Umbrella,
    Socks,
}
