//! Opens, migrates and hands out databases
