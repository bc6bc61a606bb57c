//! Who may do what, as Cedar policies
