//! The one place that speaks to the user: data on standard output, progress and errors on standard error.

use std::io::{IsTerminal, Write};

use almoner_base::{Progress, Stage};
use comfy_table::{ContentArrangement, Table, presets};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use miette::Report;
use serde::Serialize;

/// Prints a line of data.
pub(crate) fn line(text: &str) {
    // A reader that went away (a closed pipe) ends the output, not the work.
    let _gone = writeln!(std::io::stdout().lock(), "{text}");
}

/// Prints a remark.
pub(crate) fn remark(text: &str) {
    let _gone = writeln!(std::io::stderr().lock(), "{text}");
}

/// Prints an error with its code and hint.
pub(crate) fn error(report: &Report) {
    let mut text = format!("error: {report}");
    if let Some(code) = report.code() {
        text.push_str(&format!(" [{code}]"));
    }
    for cause in report.chain().skip(1) {
        text.push_str(&format!("\n  because: {cause}"));
    }
    if let Some(help) = report.help() {
        text.push_str(&format!("\n  hint: {help}"));
    }
    remark(&text);
}

/// Prints a value as JSON.
pub(crate) fn json<T: Serialize>(value: &T) {
    line(&serde_json::to_string_pretty(value).unwrap_or_default());
}

/// An empty table that fits the terminal.
pub(crate) fn table(head: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic).set_header(head);
    if !std::io::stdout().is_terminal() {
        table.set_width(110);
    }
    table
}

/// A progress bar that appears when the first sign of progress comes, and only on a terminal.
#[derive(Default)]
pub(crate) struct Bar(Option<(Stage, ProgressBar)>);

impl Bar {
    /// Shows how far the task has come.
    pub(crate) fn set(&mut self, progress: Progress) {
        if self.0.as_ref().is_none_or(|(stage, _)| *stage != progress.stage) {
            self.end();
            self.0 = Some((progress.stage, new_bar(progress)));
        }
        if let Some((_, bar)) = &self.0 {
            bar.set_length(progress.total.max(progress.done));
            bar.set_position(progress.done);
        }
    }

    /// Takes the bar away.
    pub(crate) fn end(&mut self) {
        if let Some((_, bar)) = self.0.take() {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.end();
    }
}

fn new_bar(progress: Progress) -> ProgressBar {
    let (what, form) = match progress.stage {
        Stage::Ingest => ("reading", "{bytes}/{total_bytes} {bytes_per_sec}"),
        Stage::Deidentify => ("de-identifying", "{pos}/{len} patients"),
        Stage::Receive => ("extracting", "{pos}/{len} charts"),
        Stage::Trials => ("trials", "{pos}"),
        Stage::Match => ("matching", "{pos}/{len} trials"),
        Stage::Desk => ("asking the desk", "{pos}/{len}"),
    };
    let bar = ProgressBar::with_draw_target(Some(progress.total), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template(&format!("  {what:<16} {{wide_bar}} {form} {{eta}} left")) {
        bar.set_style(style);
    }
    bar
}

/// `1234567` as `1,234,567`.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
