//! Letters of other writing systems, from the fonts of the system. They are only looked through once a text needs a
//! letter that our own fonts do not have: that takes a moment and some memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use egui::{Context, FallbackRequest, FontInsert, FontProvider};
use egui_system_font_provider::SystemFontProvider;

/// From now on, letters that our fonts do not have are looked for in those of the system.
pub(super) fn install(ctx: &Context) {
    ctx.set_font_providers(vec![Arc::new(Unasked { ctx: ctx.clone(), begun: AtomicBool::new(false) })]);
}

/// Finds nothing, but has the fonts looked through when it is asked first; then it is replaced by who knows them.
struct Unasked {
    ctx: Context,
    begun: AtomicBool,
}

impl FontProvider for Unasked {
    fn font_for(&self, request: &FallbackRequest<'_>) -> Option<FontInsert> {
        if self.begun.swap(true, Ordering::Relaxed) {
            return None;
        }
        let (ctx, cluster, family) = (self.ctx.clone(), request.cluster.to_owned(), request.family.clone());
        let look = move || {
            let fonts = SystemFontProvider::new();
            // The answer comes when all are known; the window does not wait for it, and asks anew.
            fonts.font_for(&FallbackRequest { cluster: &cluster, family: &family });
            ctx.set_font_providers(vec![Arc::new(fonts)]);
        };
        if let Err(err) = thread::Builder::new().name("job-fonts".to_owned()).spawn(look) {
            tracing::warn!("the fonts of the system cannot be looked through: {err}");
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use egui::{FontFamily, FontId, RawInput};

    use super::*;

    #[test]
    fn letters_that_our_fonts_lack_come_from_those_of_the_system() {
        let ctx = Context::default();
        crate::theme::install_fonts(&ctx);
        install(&ctx);
        let fonts = SystemFontProvider::new();
        let installed = |letter: &str| {
            let family = FontFamily::Proportional;
            fonts.font_for(&FallbackRequest { cluster: letter, family: &family }).is_some()
        };
        let wanted: Vec<char> = "日한ไعש".chars().filter(|letter| installed(letter.encode_utf8(&mut [0; 4]))).collect();
        let has_all = || {
            ctx.begin_pass(RawInput::default());
            let has = |c: &char| ctx.fonts_mut(|fonts| fonts.has_glyph(&FontId::proportional(13.0), *c));
            let all = wanted.iter().all(has);
            ctx.end_pass().textures_delta.clear();
            all
        };
        let deadline = Instant::now() + Duration::from_mins(1);
        while !has_all() {
            assert!(Instant::now() < deadline, "{wanted:?}");
            thread::yield_now();
        }
    }
}
