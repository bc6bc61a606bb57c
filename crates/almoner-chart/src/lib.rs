//! The airlock: sealed charts and the messages that may pass
