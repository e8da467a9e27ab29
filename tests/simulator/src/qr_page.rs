//! Owns the HTML of the QR iframe and of the simulated phone.

use crate::authorize_page::people;
use crate::config::Brand;
use crate::ids::sha256;
use crate::page;
use crate::qr::QrSession;
use crate::world::World;

/// Modules along one side of the drawn code.
const SIDE: usize = 25;

/// Asks until the phone has answered, then tells the parent page; the real iframe posts to any origin too.
const SCRIPT: &str = "(function ask(){fetch('/_sim/qr/'+ID).then(function(r){return r.json()}).then(function(s){\
if(s.status==='confirmed'){window.parent.postMessage(OBJECT?{source:'qrcode',tmp_code:s.tmp_code}:s.tmp_code,'*');\
show('已确认 · confirmed')}else if(s.status==='waiting'){setTimeout(ask,300)}\
else{show(s.status==='cancelled'?'已取消 · cancelled':'二维码已过期 · the QR code has expired')}\
}).catch(function(){setTimeout(ask,1000)});\
function show(text){document.getElementById('qr-status').textContent=text}})();";

/// SDK 1.0.3 takes an object, older ones the bare tmp_code.
pub(crate) fn frame(brand: Brand, id: &str, object_form: bool) -> String {
    let name = match brand {
        Brand::Feishu => "模拟飞书 · simulated Feishu",
        Brand::Lark => "模拟 Lark · simulated Lark",
    };
    format!(
        "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>{name}</title>\
         <style>body{{margin:0;font:13px/1.6 system-ui,sans-serif;text-align:center;color:#646a73}}\
         svg{{display:block;margin:0 auto;padding:12px 0 4px;box-sizing:content-box}}p{{margin:0}}</style></head><body>{drawing}\
         <p id=\"qr-status\">{name}</p><p><a id=\"phone\" target=\"_blank\" href=\"/_sim/phone?qr={id}\">打开模拟手机 · open the simulated phone</a></p>\
         <script>var ID='{id}',OBJECT={object_form};{SCRIPT}</script></body></html>",
        drawing = drawing(id),
    )
}

/// Looks like a QR code and means nothing: no camera can reach a loopback address.
fn drawing(id: &str) -> String {
    let mut squares = String::new();
    for row in 0..SIDE {
        let line = sha256(format!("{id}{row}").as_bytes());
        for (column, byte) in line.iter().take(SIDE).enumerate() {
            if finder(row, column).unwrap_or(byte % 2 == 0) {
                squares.push_str(&format!("M{column} {row}h1v1h-1z"));
            }
        }
    }
    format!(
        "<svg width=\"212\" height=\"212\" viewBox=\"0 0 25 25\" shape-rendering=\"crispEdges\" role=\"img\" aria-label=\"QR\">\
         <rect width=\"25\" height=\"25\" fill=\"#fff\"/><path d=\"{squares}\" fill=\"#1f2329\"/></svg>"
    )
}

/// The three corner marks with their quiet border; `None` elsewhere.
fn finder(row: usize, column: usize) -> Option<bool> {
    let near =
        |place: usize| if place < 8 { Some(place) } else { place.checked_sub(SIDE - 8).map(|far| 7 - far) };
    if row >= SIDE - 8 && column >= SIDE - 8 {
        return None;
    }
    let (row, column) = (near(row)?, near(column)?);
    let ring = row.abs_diff(3).max(column.abs_diff(3));
    Some(ring != 2 && ring != 4)
}

pub(crate) fn phone(world: &World, id: &str, session: &QrSession) -> String {
    let app = world.app(&session.app_id).map(|app| app.name.as_str()).unwrap_or_default();
    let body = format!(
        "<h1>手机扫码 · Scan and confirm</h1><p class=\"note\">{}</p><form method=\"post\" action=\"/_sim/phone\">\
         <input type=\"hidden\" name=\"qr\" value=\"{id}\">{}<button id=\"deny\" name=\"deny\" value=\"1\">取消 · Cancel</button></form>",
        page::escape(app),
        people(world, &session.app_id),
    );
    page::html(world.brand, "模拟手机 Simulated phone", &body)
}

pub(crate) fn phone_done(brand: Brand) -> String {
    page::html(
        brand,
        "模拟手机 Simulated phone",
        "<h1 id=\"phone-done\">已完成 · Done</h1><p>请回到网页。Please go back to the web page.</p>",
    )
}
