//! stub
use crate::model::module::Relation;
pub(crate) struct Missing {
    pub from: usize,
    pub relation: Relation,
}
pub(crate) struct Conflict {
    pub from: usize,
    pub to: usize,
    pub relation: Relation,
}
pub(crate) struct Graph {
    m: Vec<Missing>,
    c: Vec<Vec<usize>>,
    x: Vec<Conflict>,
}
impl Graph {
    pub(crate) fn missing(&self) -> &[Missing] {
        &self.m
    }
    pub(crate) fn cycles(&self) -> &[Vec<usize>] {
        &self.c
    }
    pub(crate) fn conflicts(&self) -> &[Conflict] {
        &self.x
    }
}
