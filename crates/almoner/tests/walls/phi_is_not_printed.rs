//! Identified data can not be shown by accident.

fn main() {
    let name = almoner_base::Phi::new("Ann Example".to_owned());
    println!("{name}");
}
