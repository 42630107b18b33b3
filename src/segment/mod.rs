//! Words, sentences, phrases and modality of a clause. Pure functions of the text given; all
//! spans are bytes of that text, on character boundaries. They read canonical text as well as
//! folded text (`model::fold`), where punctuation is ASCII and white space is gone.

mod marks;
mod modality;
mod sentence;
mod word;

pub use modality::{Modality, modality};
pub use sentence::{phrases, sentences, subclauses};
pub use word::{Segmenter, is_ideograph, search_words, words};
