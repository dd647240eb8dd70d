//! The stem of a word: the same for all its inflections, used on both sides of every comparison.
