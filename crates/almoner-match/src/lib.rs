//! Facts and expressions to verdicts, ranking and funnels
