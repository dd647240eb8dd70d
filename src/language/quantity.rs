//! Figures: number x scale x unit x rate, with their dimension; sums and products shown are worked out again.
