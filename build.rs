//! The rule files and the sample are built into the program: a change of them is a change of it.

fn main() {
    println!("cargo:rerun-if-changed=rules");
    println!("cargo:rerun-if-changed=corpus/sample");
}
