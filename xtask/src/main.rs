//! Automation: `cargo xtask walls|tidy|codegen|evaluate|train`.

mod asvs;
mod codegen;
mod evaluate;
mod tidy;
mod train;
mod walls;

use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask walls | codegen [--check] | tidy | evaluate --data DIR | train deid|facts [--check]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["walls"] => walls::check(),
        ["tidy"] => Ok(tidy::check()),
        ["codegen"] => codegen::run(false),
        ["codegen", "--check"] => codegen::run(true),
        ["evaluate", "--data", folder] => evaluate::run(folder),
        ["train", "deid"] => train::run(&train::DEID, false),
        ["train", "deid", "--check"] => train::run(&train::DEID, true),
        ["train", "facts"] => train::run(&train::FACTS, false),
        ["train", "facts", "--check"] => train::run(&train::FACTS, true),
        _ => Err(USAGE.to_owned()),
    };
    match result {
        Ok(findings) if findings.is_empty() => ExitCode::SUCCESS,
        Ok(findings) => {
            say(&findings.join("\n"));
            ExitCode::FAILURE
        }
        Err(message) => {
            say(&message);
            ExitCode::from(2)
        }
    }
}

#[expect(clippy::print_stderr, reason = "the one place where automation speaks")]
fn say(text: &str) {
    eprintln!("{text}");
}
