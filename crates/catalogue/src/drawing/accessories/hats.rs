//! Hats and caps.

use super::super::line::Line;
use super::super::sheet::{Paint, Sheet};
use crate::picture::Weave;

pub(super) fn beanie(sheet: &mut Sheet) {
    let dome = Line::from(0.0, -210.0)
        .curve((-110.0, -208.0), (-166.0, -110.0), (-160.0, 60.0))
        .bow(0.0, 84.0, -6.0)
        .folded();
    let cloth = sheet.cloth(0);
    let part = sheet.part(&dome, cloth);
    sheet.within(part, |sheet| {
        for x in [-96.0_f32, -40.0, 34.0, 92.0] {
            sheet.fold((x * 0.1, -206.0), (x, -40.0), 16.0, x * 0.12, 0.3);
        }
    });
    let turn = Line::from(-176.0, 30.0)
        .bow(176.0, 30.0, -16.0)
        .bow(172.0, 128.0, -5.0)
        .bow(-172.0, 128.0, 18.0)
        .bow(-176.0, 30.0, -5.0)
        .close();
    sheet.tone(&turn.moved(|(x, y)| (x, y - 9.0)), false, 0.2);
    let rib = sheet.woven(sheet.colour.darker(0.04), Weave::Rib, 0);
    sheet.part(&turn, rib);
    let label = Line::from(58.0, 78.0).to(104.0, 74.0).to(105.0, 102.0).to(59.0, 106.0).close();
    sheet.part(&label, Paint::plain(sheet.trim));
}

pub(super) fn brim(sheet: &mut Sheet) {
    let under = Line::from(-290.0, 40.0)
        .curve((-200.0, -60.0), (200.0, -60.0), (290.0, 40.0))
        .curve((200.0, 70.0), (-200.0, 70.0), (-290.0, 40.0))
        .close();
    sheet.part(&under, Paint::flat(sheet.colour.darker(0.4)));
    let crown = Line::from(-132.0, 26.0)
        .curve((-142.0, -110.0), (-120.0, -168.0), (-66.0, -166.0))
        .curve((-30.0, -164.0), (-20.0, -140.0), (0.0, -140.0))
        .curve((24.0, -140.0), (34.0, -170.0), (76.0, -166.0))
        .curve((126.0, -160.0), (144.0, -106.0), (134.0, 26.0))
        .bow(-132.0, 26.0, 16.0)
        .close();
    let cloth = sheet.cloth(0);
    let part = sheet.part(&crown, cloth);
    let ribbon = sheet.trim;
    sheet.within(part, |sheet| {
        sheet.fold((-10.0, -142.0), (-30.0, -50.0), 34.0, -10.0, 0.4);
        let band = Line::from(-150.0, -32.0)
            .bow(150.0, -32.0, -14.0)
            .to(150.0, 40.0)
            .bow(-150.0, 40.0, 14.0)
            .close();
        sheet.part(&band, Paint::plain(ribbon));
    });
    let over = Line::from(-290.0, 36.0)
        .curve((-220.0, 90.0), (220.0, 90.0), (290.0, 36.0))
        .curve((250.0, 10.0), (180.0, 8.0), (134.0, 16.0))
        .curve((70.0, 46.0), (-70.0, 46.0), (-132.0, 16.0))
        .curve((-180.0, 8.0), (-250.0, 10.0), (-290.0, 36.0))
        .close();
    let cloth = sheet.cloth(0);
    let part = sheet.part(&over, cloth);
    sheet.within(part, |sheet| {
        sheet.tone(
            &Line::from(-134.0, 10.0)
                .curve((-70.0, 60.0), (90.0, 62.0), (180.0, 20.0))
                .bow(-134.0, 10.0, -20.0)
                .close(),
            false,
            0.22,
        )
    });
    sheet.stitch(&Line::from(-270.0, 40.0).curve((-200.0, 82.0), (200.0, 82.0), (270.0, 40.0)));
}

pub(super) fn cap(sheet: &mut Sheet) {
    let crown = Line::from(-150.0, 42.0)
        .curve((-160.0, -90.0), (-70.0, -160.0), (20.0, -158.0))
        .curve((120.0, -154.0), (176.0, -60.0), (172.0, 54.0))
        .bow(-150.0, 42.0, 12.0)
        .close();
    let cloth = sheet.cloth(0);
    let part = sheet.part(&crown, cloth);
    sheet.within(part, |sheet| {
        for (to, bend) in [((-60.0, 60.0), 14.0), ((90.0, 64.0), -14.0)] {
            sheet.seam(&Line::from(16.0, -158.0).bow(to.0, to.1, bend));
            sheet.stitch(&Line::from(20.0, -156.0).bow(to.0 + 5.0, to.1, bend));
        }
        sheet.fold((120.0, -100.0), (150.0, 50.0), 26.0, -10.0, 0.3);
    });
    sheet.dot((18.0, -160.0), 10.0, sheet.colour.darker(0.2));
    let peak = Line::from(-152.0, 34.0)
        .curve((-220.0, 26.0), (-262.0, 60.0), (-256.0, 84.0))
        .curve((-180.0, 64.0), (-60.0, 66.0), (40.0, 62.0))
        .curve((-20.0, 40.0), (-90.0, 36.0), (-152.0, 34.0))
        .close();
    sheet.tone(&peak.moved(|(x, y)| (x + 4.0, y + 8.0)), false, 0.24);
    let cloth = sheet.cloth(20);
    sheet.part(&peak, cloth);
    sheet.stitch(&Line::from(-240.0, 72.0).curve((-180.0, 56.0), (-60.0, 58.0), (20.0, 56.0)));
}
