//! The words of SQL that are never names here. Never knows a table.

/// How long the longest word of the lists is.
const LONGEST: usize = 19;

/// Words that neither an alias nor a column without anything in front can be.
const KEYWORDS: &str = " ADD ALL ALTER ANALYZE AND ANY AS ASC AUTO_INCREMENT BEGIN BETWEEN BINARY BY CASCADE CASE CAST CHANGE CHARACTER CHECK COLLATE \
    COLUMN COMMENT COMMIT CONCAT CONSTRAINT CONVERT COUNT CREATE CROSS CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP DATABASE \
    DEFAULT DELAYED DELETE DESC DESCRIBE DISABLE DISTINCT DISTINCTROW DIV DO DROP DUPLICATE ELSE ENABLE END ENGINE ESCAPE EXCEPT \
    EXISTS EXPLAIN FALSE FETCH FIRST FOR FORCE FOREIGN FROM FULL FULLTEXT GROUP GROUP_CONCAT HAVING IF IFNULL IGNORE ILIKE IN \
    INDEX INNER INSERT INTERSECT INTERVAL INTO IS ISNULL JOIN KEY KEYS LAST LEFT LIKE LIMIT LOCALTIME LOCALTIMESTAMP LOCK \
    LOW_PRIORITY MATCH MAX MIN MOD MODIFY NATURAL NOT NOW NULL NULLIF OFFSET ON ONLY OPTIMIZE OR ORDER OUTER OVER PARTITION \
    PRIMARY PROCEDURE READ REFERENCES REGEXP RENAME REPLACE RESTRICT RETURNING RIGHT RLIKE ROLLBACK ROW SELECT SET SHOW SOUNDS \
    SQL_CALC_FOUND_ROWS STRAIGHT_JOIN SUM SYSDATE TABLE TABLES TEMPORARY THEN TO TRUE TRUNCATE UNION UNIQUE UNKNOWN UNLOCK UPDATE \
    USE USING VALUES WHEN WHERE WINDOW WITH WRITE XOR ";

/// Words that a query, or a part of one, starts with.
const STARTS: &str = " ALTER AND CREATE CROSS DELETE DESC DESCRIBE DROP EXISTS EXPLAIN FROM IN INNER INSERT JOIN LEFT LOCK NATURAL NOT ON OPTIMIZE OR \
    RIGHT REPLACE SELECT SET SHOW STRAIGHT_JOIN TRUNCATE UNION UPDATE USING VALUES WHERE WITH ";

/// Words that come behind a table and its alias.
const NEXT: &str = " AS CROSS FORCE FOR FROM FULL GROUP HAVING IGNORE INNER JOIN LEFT LIMIT NATURAL ON ORDER READ RIGHT SET STRAIGHT_JOIN UNION USE \
    USING WHERE WRITE ";

/// Whether a word can come behind a table and its alias.
pub(super) fn is_next(word: &[u8]) -> bool {
    is_in(NEXT, word)
}

/// Whether a word is never a name.
pub(super) fn is_keyword(word: &[u8]) -> bool {
    is_in(KEYWORDS, word)
}

/// Whether a query can start with a word.
pub(super) fn is_start(word: &[u8]) -> bool {
    is_in(STARTS, word)
}

/// Whether a list has a word, in letters of any case.
fn is_in(list: &str, word: &[u8]) -> bool {
    let is_short = word.len() <= LONGEST && word.iter().all(|byte| byte.is_ascii_alphabetic() || *byte == b'_');
    is_short && list.contains(&format!(" {} ", String::from_utf8_lossy(word).to_ascii_uppercase()))
}
