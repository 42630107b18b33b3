//! 图: the pictures of the analysis, drawn in both languages.

use super::super::picture::{PICTURES, Picture, Scene};
use super::super::{Input, Lang};
use super::words::bi;
use maud::{Markup, PreEscaped, html};

pub(super) fn section(input: &Input) -> Markup {
    let scene = Scene::new(input);
    let pair = |(name, draw): &(&'static str, super::super::picture::Draw)| {
        let zh = draw(&scene, Lang::Zh, &format!("{name}-zh"))?;
        let en = draw(&scene, Lang::En, &format!("{name}-en"))?;
        Some((*name, zh, en))
    };
    let drawn: Vec<(&str, Picture, Picture)> = PICTURES.iter().filter_map(pair).collect();
    html! {
        section.over #pictures aria-labelledby="pictures-h" {
            h2 #pictures-h { (bi("图", "Pictures")) }
            @if drawn.is_empty() {
                p.note { (bi("没有可画的数据。", "There is nothing to draw.")) }
            }
            @for (name, zh, en) in &drawn {
                figure.picture aria-labelledby={ "p-" (name) } {
                    figcaption id={ "p-" (name) } { (bi(&zh.title, &en.title)) }
                    div.wide tabindex="0" role="region" aria-labelledby={ "p-" (name) } {
                        span.zh lang="zh-CN" { (PreEscaped(&zh.svg)) }
                        span.en lang="en" { (PreEscaped(&en.svg)) }
                    }
                    p.note { (bi(&zh.about, &en.about)) }
                }
            }
        }
    }
}
