//! What a heading means for the lines below it.

use almoner_eligibility::{Expr, Method, Node, Section, TextSpan};

use super::{Parser, Piece, PieceKind};

/// The criteria of a text, in order.
pub(super) fn criteria(parser: &mut Parser<'_>, text: &str, pieces: &[Piece]) -> Vec<(Section, Node)> {
    let mut out = Vec::new();
    for piece in pieces {
        if piece.kind == PieceKind::Criterion {
            out.push((piece.section, parser.node(text, piece)));
        }
    }
    out
}
