//! REST API files, as `api/index.php` looks for them, and their routes as the Restler that Dolibarr ships derives them
//! (`includes/restler/framework/Luracast/Restler/Routes.php: addAPIClass`). Routes inherited from other files are not seen.

use super::facts_of_classes::{files_in, find_class, methods, owns_files, shown, ucfirst};
use crate::model::facets::{ApiClass, Route};
use crate::model::module::Descriptor;
use crate::model::place::Placed;
use crate::model::site::ModuleDir;
use crate::php::loader::Loader;
use crate::php::tree::{Class, Function, Method, Param, Visibility};
use crate::php::{Arena, File, parse};

const VERBS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// More parameters than any route has.
const MAX_PARAMS: usize = 64;

/// The files `class/api_*.class.php`, sorted by name.
pub(super) fn api(loader: &dyn Loader, dir: &ModuleDir, descriptor: &Descriptor) -> Vec<ApiClass> {
    if !owns_files(dir, descriptor) {
        return Vec::new();
    }
    files_in(dir, "class/").filter_map(|name| api_class(loader, dir, name)).collect()
}

fn api_class(loader: &dyn Loader, dir: &ModuleDir, name: &str) -> Option<ApiClass> {
    let expected = expected(name)?;
    let (file, routes) = (shown(dir, &format!("class/{name}")), Vec::new());
    let mut api = ApiClass { file, expected, class: None, other_class: None, routes };
    let Some(source) = loader.read(&format!("{}/class/{name}", dir.path)) else { return Some(api) };
    let arena = Arena::new();
    let file = parse(&arena, &source.shown, &source.bytes);
    let placed = |class: &Class<'_>| Placed::new(class.name.to_owned(), file.place(class.name_span));
    let found = api.expected.iter().find_map(|name| Some((name, find_class(&file, name).0?)));
    match found {
        Some((expected, class)) => {
            api.routes = routes_of(&file, class, &expected.to_lowercase());
            api.class = Some(placed(class));
        }
        None => api.other_class = find_class(&file, "").1.map(placed),
    }
    Some(api)
}

/// The class of an API file and its routes; `None` when the name or the class is not as `api/index.php` wants it.
pub(crate) fn routes_of_file(file: &File<'_>, name: &str) -> Option<(String, Vec<Route>)> {
    let expected = expected(name)?;
    let (expected, class) = expected.iter().find_map(|name| Some((name, find_class(file, name).0?)))?;
    Some((class.name.to_owned(), routes_of(file, class, &expected.to_lowercase())))
}

/// The classes that `api/index.php` looks for in a file: `/^api_(.*)\.class\.php$/i`; the access file is passed over by name.
fn expected(name: &str) -> Option<Vec<String>> {
    let lower = name.to_ascii_lowercase();
    let matched = lower.strip_prefix("api_").and_then(|rest| rest.strip_suffix(".class.php"))?;
    if name == "api_access.class.php" {
        return None;
    }
    let class = ucwords(&name["api_".len().."api_".len() + matched.len()]).replace('_', "");
    Some(vec![format!("{class}Api"), class])
}

/// PHP's `ucwords`: the first letter, and each behind white space.
fn ucwords(text: &str) -> String {
    text.split_inclusive(|c: char| c.is_ascii_whitespace()).map(ucfirst).collect()
}

fn routes_of(file: &File<'_>, class: &Class<'_>, resource: &str) -> Vec<Route> {
    let class_tags = Tags::read(class.doc);
    let mut routes = Vec::new();
    for method in methods(file, class) {
        let name = method.function.name;
        if method.visibility == Visibility::Private || name.starts_with('_') {
            continue;
        }
        let tags = Tags::read(method.function.doc);
        let access = tags.first("access").or_else(|| class_tags.first("access"));
        if access == Some("private") {
            continue;
        }
        let is_protected = tags.has("protected") || class_tags.has("protected");
        let access = match access {
            _ if method.visibility == Visibility::Protected => "protected",
            Some(level @ ("protected" | "hybrid")) => level,
            None if is_protected => "protected",
            _ => "public",
        };
        let written = written_routes(method.function.doc.unwrap_or_default());
        let ambiguous = tags.first("smart-auto-routing").or_else(|| class_tags.first("smart-auto-routing")).is_some_and(|on| on != "true");
        let found = if written.is_empty() { derived_routes(method, &tags, ambiguous) } else { written };
        routes.extend(found.into_iter().map(|(verb, path)| Route {
            verb,
            path: format!("/{resource}/{path}").trim_end_matches('/').to_owned(),
            method: name.to_owned(),
            access: access.to_owned(),
            place: file.place(method.function.name_span),
        }));
    }
    routes
}

/// `/@url\s+(GET|…)[ \t]*\/?(\S*)/s`, each time that it matches; `:name` is another way to write `{name}`.
fn written_routes(doc: &str) -> Vec<(String, String)> {
    let route = |text: &str| {
        let verb_on = text.trim_start_matches(|c: char| c.is_ascii_whitespace());
        let verb = VERBS.iter().find(|verb| verb_on.starts_with(**verb)).filter(|_| verb_on.len() < text.len())?;
        let rest = verb_on[verb.len()..].trim_start_matches([' ', '\t']);
        let path = rest.strip_prefix('/').unwrap_or(rest).split(|c: char| c.is_ascii_whitespace()).next().unwrap_or_default();
        let part = |part: &str| {
            part.strip_prefix(':').filter(|name| !name.is_empty()).map_or_else(|| part.to_owned(), |name| format!("{{{name}}}"))
        };
        Some(((*verb).to_owned(), path.split('/').map(part).collect::<Vec<_>>().join("/")))
    };
    doc.split("@url").skip(1).filter_map(route).collect()
}

/// The routes that follow from the method's name and its parameters.
fn derived_routes(method: &Method<'_>, tags: &Tags<'_>, ambiguous: bool) -> Vec<(String, String)> {
    let name = method.function.name.to_lowercase();
    let named = VERBS.iter().find(|verb| name.starts_with(&verb.to_lowercase()));
    let verb = named.unwrap_or(&"GET");
    let rest = named.map_or(name.as_str(), |verb| &name[verb.len()..]);
    let mut path = if rest == "index" { String::new() } else { rest.to_owned() };
    let mut paths = Vec::new();
    let params = in_path(&method.function, tags, ambiguous);
    if params.is_empty() || ambiguous {
        paths.push(path.clone());
    }
    for (i, param) in params.iter().enumerate() {
        if !path.is_empty() {
            path.push('/');
        }
        path.push_str(&format!("{{{}}}", param.name));
        if ambiguous || i + 1 == params.len() {
            paths.push(path.clone());
        }
    }
    paths.into_iter().map(|path| ((*verb).to_owned(), path)).collect()
}

/// The parameters that Restler puts into the path: `{@from path}`, and a required scalar `id`.
fn in_path<'f, 'a>(function: &'f Function<'a>, tags: &Tags<'_>, ambiguous: bool) -> Vec<&'f Param<'a>> {
    let documented: Vec<&str> = tags.all("param").collect();
    // PHP takes a parameter for optional only when all behind it are.
    let last_required = function.params.iter().rposition(|p| p.default.is_none() && !p.variadic);
    let is_path = |i: usize, param: &Param<'_>| {
        let text = documented.get(i).copied().unwrap_or_default();
        let required = last_required.is_some_and(|last| i <= last);
        if param.name == "request_data" {
            return false;
        }
        match text.split_once("{@from").map(|(_, from)| from.trim_start()) {
            Some(from) => from.split(['}', ' ']).next() == Some("path"),
            None => required && param.name == "id" && !is_composite(param, documented.get(i).copied()),
        }
    };
    function
        .params
        .iter()
        .enumerate()
        .take(MAX_PARAMS)
        .filter(|(i, param)| ambiguous || is_path(*i, param))
        .map(|(_, param)| param)
        .collect()
}

/// Whether Restler takes the parameter for an array or object: by its type, else by what the comment says.
fn is_composite(param: &Param<'_>, documented: Option<&str>) -> bool {
    let scalar = |name: &str| {
        let name = name.trim_start_matches(['?', '\\']).to_ascii_lowercase();
        ["int", "float", "string", "bool", "mixed", "null", "false", "iterable", "callable", "object"].contains(&name.as_str())
    };
    if let Some(kind) = param.kind.filter(|kind| !kind.split(['|', '&']).all(scalar)) {
        return !kind.is_empty();
    }
    let Some(text) = documented else { return false };
    let kind = text.split_ascii_whitespace().next().filter(|word| !word.starts_with('$')).unwrap_or("mixed");
    // `Util.php: isObjectOrArray` looks the name up in this very text.
    kind.split('|').any(|kind| "|bool|boolean|int|float|string|".find(kind).unwrap_or(0) == 0)
}

/// The tags of a doc comment as `CommentParser.php` cuts it: a line that starts with `@` begins a tag, others go on with it.
struct Tags<'a> {
    tags: Vec<(&'a str, String)>,
}

impl<'a> Tags<'a> {
    fn read(doc: Option<&'a str>) -> Self {
        let mut tags: Vec<(&str, String)> = Vec::new();
        for line in doc.unwrap_or_default().lines() {
            let line = line.trim().trim_start_matches("/**").trim_end_matches("*/").trim_start_matches('*').trim();
            if let Some(tag) = line.strip_prefix('@') {
                let (name, text) = tag.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((tag, ""));
                tags.push((name, text.trim().to_owned()));
            } else if let Some((_, text)) = tags.last_mut().filter(|_| !line.is_empty()) {
                text.push(' ');
                text.push_str(line);
            }
        }
        Self { tags }
    }

    fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.tags.iter().filter(move |(tag, _)| *tag == name).map(|(_, text)| text.as_str())
    }

    fn has(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    /// The first word of the first such tag.
    fn first(&self, name: &str) -> Option<&str> {
        self.all(name).next().map(|text| text.split_ascii_whitespace().next().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::super::memory::Memory;
    use super::*;

    fn read(class: &str, body: &str) -> ApiClass {
        let text = format!("<?php /** @access protected */ class {class} extends DolibarrApi {{ {body} }}");
        let site = Memory::new("sample", "", &[("class/api_my_thing.class.php", text.as_str()), ("class/api_access.class.php", "")]);
        let mut found = api(&site, &site.dir, &site.descriptor());
        assert_eq!(found.len(), 1);
        found.remove(0)
    }

    fn routes(body: &str) -> Vec<String> {
        read("MythingApi", body).routes.iter().map(|r| format!("{} {} {}", r.verb, r.path, r.access)).collect()
    }

    #[test]
    fn the_class_is_looked_for_as_index_php_does() {
        let found = read("mything", "");
        assert_eq!(found.expected, ["MythingApi", "Mything"]);
        assert_eq!(found.class.map(|class| class.value).as_deref(), Some("mything"));
        assert_eq!(read("MyThing2", "").other_class.map(|class| class.value).as_deref(), Some("MyThing2"));
    }

    #[test]
    fn written_routes() {
        let body = "/** @url GET /a/{id}\n * @url POST b/:id/x/\n * @access public */ function a($id) {}
            /** @url\tPUT\n */ function b() {}
            /** @url GET x\n * @access private */ function c() {}
            /** @url GET x */ private function d() {}
            /** @url GET x */ function _e() {}";
        assert_eq!(routes(body), ["GET /mythingapi/a/{id} public", "POST /mythingapi/b/{id}/x public", "PUT /mythingapi protected"]);
    }

    #[test]
    fn routes_from_names() {
        let body = "/** @param int $id Id */ function get($id, $more = 1) {}
            function index($sort) {} function postLines(array $id) {} function deleteAll() {} protected function Other($ref) {}
            /** @param string $ref The ref {@from path} */ function getByRef($ref) {}
            /** @param integer $id No scalar to Restler */ function put($id) {}
            /** @smart-auto-routing false */ function patch($a, $b) {}";
        let expected = [
            "GET /mythingapi/{id} protected",
            "GET /mythingapi protected",
            "POST /mythingapi/lines protected",
            "DELETE /mythingapi/all protected",
            "GET /mythingapi/other protected",
            "GET /mythingapi/byref/{ref} protected",
            "PUT /mythingapi protected",
            "PATCH /mythingapi protected",
            "PATCH /mythingapi/{a} protected",
            "PATCH /mythingapi/{a}/{b} protected",
        ];
        assert_eq!(routes(body), expected);
    }
}
