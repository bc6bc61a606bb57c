//! Words of a text as retrieval sees them: lower case, without plural endings, without words that say nothing.

/// Words that tell nothing of what a text is about: function words, and the words that every note or criterion has.
const SAYS_NOTHING: &[&str] = &[
    "a", "about", "above", "across", "after", "all", "also", "although", "am", "an", "and", "any", "are", "as", "at", "be",
    "because", "been", "before", "being", "below", "between", "both", "but", "by", "can", "could", "did", "do", "does",
    "during", "each", "either", "for", "from", "had", "has", "have", "having", "he", "her", "here", "him", "his", "how",
    "i", "if", "in", "into", "is", "it", "its", "may", "more", "most", "must", "no", "nor", "not", "of", "off", "on", "one",
    "only", "or", "other", "our", "out", "over", "own", "per", "same", "she", "should", "since", "so", "some", "such",
    "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "through", "to", "too",
    "under", "until", "up", "very", "was", "we", "were", "what", "when", "where", "whether", "which", "while", "who",
    "whom", "will", "with", "within", "without", "would", "you", "your",
];

/// The words of a text with a letter in them, stemmed, in order; what says nothing is left out.
pub(crate) fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.len() > 1 && word.chars().any(char::is_alphabetic))
        .map(str::to_lowercase)
        .filter(|word| !SAYS_NOTHING.contains(&word.as_str()))
        .map(|word| stem(&word))
}

/// Takes a plural ending off, by the three rules of the S stemmer (Harman 1991).
pub(crate) fn stem(word: &str) -> String {
    let ends = |end: &str, but: &[&str]| word.ends_with(end) && !but.iter().any(|other| word.ends_with(other));
    let without = |count: usize| word.chars().take(word.chars().count().saturating_sub(count)).collect::<String>();
    if word.chars().count() < 4 {
        word.to_owned()
    } else if ends("ies", &["eies", "aies"]) {
        without(3) + "y"
    } else if ends("es", &["aes", "ees", "oes"]) || ends("s", &["us", "ss", "is"]) {
        without(1)
    } else {
        word.to_owned()
    }
}
