#!/usr/bin/env python3
"""Compares the error reasons of the code with the list in proto/ERRORS.md.

Run: python3 tests/errors_list_test.py.

A reason is the second argument of MakeError or ErrorResponse, or what ErrorInfo.set_reason is given.
Where a function passes its own parameter on to
MakeError, the matching argument of its callers is read instead; where a variable or a field stands
there, every string of the file that is spelled like a reason of two words or more counts.
"""

import pathlib
import re
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDERS = ("engine", "annotator", "clients")
# Functions that are given a reason -> its place among their arguments.
MAKERS = {"MakeError": 1, "ErrorResponse": 1, "set_reason": 0}
REASON = re.compile(r"[A-Z][A-Z0-9_]*[A-Z0-9]")
REASON_OF_TWO_WORDS = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
MAX_REASON_LENGTH = 63
ROW = re.compile(r"^\|\s*`?([A-Z][A-Z0-9_]*)`?\s*\|")

TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/'                        # comments
    r'|R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)"'     # raw strings
    r'|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\''
    r'|[A-Za-z_]\w*|\d[\w.\']*|::|->|[^\s\w]', re.DOTALL)


def tokens_of(text):
    """The tokens of C++ source, without comments and preprocessor lines."""
    text = re.sub(r"^[ \t]*#(?:[^\n\\]|\\.)*", "", text, flags=re.MULTILINE | re.DOTALL)
    return [m.group() for m in TOKEN.finditer(text) if not m.group().startswith(("//", "/*"))]


def is_word(token):
    return token[0].isalpha() or token[0] == "_"


def split_list(tokens, start):
    """The comma-separated parts of the bracket that opens at `start`, and the index after it."""
    parts, part, depth, index = [], [], 0, start
    while index < len(tokens):
        token = tokens[index]
        if token in "([{":
            depth += 1
        elif token in ")]}":
            depth -= 1
            if depth == 0:
                break
        if token == "," and depth == 1:
            parts.append(part)
            part = []
        elif not (depth == 1 and index == start):
            part.append(token)
        index += 1
    return parts + ([part] if part or parts else []), index + 1


def calls_of(tokens, name):
    """Yields (index of the name, arguments) of each use of `name` with brackets."""
    for index in range(len(tokens) - 1):
        if tokens[index] == name and tokens[index + 1] == "(":
            yield index, split_list(tokens, index + 1)[0]


def reasons_in(tokens):
    """String literals among `tokens` that are spelled like a reason of two words or more."""
    return {t[1:-1] for t in tokens if t.startswith('"') and REASON_OF_TWO_WORDS.fullmatch(t[1:-1])}


def constants_of(tokens):
    """`kName = "VALUE"`, `kName[] = "VALUE"` and `kName{"VALUE"}` as a dictionary."""
    text = " ".join(tokens)
    return dict(re.findall(r'\b(k[A-Z]\w*) (?:\[ \] )?[={] "([^"]*)"', text))


def enclosing_function(tokens, index, parameter):
    """The nearest function or lambda before `index` with a parameter of that name.

    Returns (name, position of the parameter), or None.
    """
    for start in range(index, 0, -1):
        if tokens[start] != "(":
            continue
        parts, end = split_list(tokens, start)
        if end > index:
            continue
        names = [[t for t in part if is_word(t)] for part in parts]
        position = next((i for i, words in enumerate(names)
                         if len(words) >= 2 and words[-1] == parameter), None)
        if position is None:
            continue
        before = start - 1
        if tokens[before] == "]":
            while tokens[before] != "[":
                before -= 1
            return (tokens[before - 2], position) if tokens[before - 1] == "=" else None
        return (tokens[before], position) if is_word(tokens[before]) else None
    return None


class Sources:
    """The C++ files of the product and the reasons in them."""

    def __init__(self, root):
        self.files = {}
        for folder in FOLDERS:
            for file in sorted((root / folder).rglob("*")):
                if file.suffix in (".cc", ".h"):
                    path = file.relative_to(root).as_posix()
                    self.files[path] = tokens_of(file.read_text(encoding="utf-8"))
        self.constants = {}
        for tokens in self.files.values():
            self.constants.update(constants_of(tokens))

    def reasons(self):
        """{reason: first file that gives it}."""
        found = {}
        makers, done = list(MAKERS.items()), set()
        while makers:
            maker = makers.pop()
            if maker in done:
                continue
            done.add(maker)
            name, position = maker
            for path, tokens in self.files.items():
                for index, arguments in calls_of(tokens, name):
                    if len(arguments) <= position or self.is_declaration(arguments[position]):
                        continue
                    reasons, wrapper = self.read(tokens, index, arguments[position])
                    for reason in reasons:
                        found.setdefault(reason, path)
                    if wrapper:
                        makers.append(wrapper)
        return found

    @staticmethod
    def is_declaration(argument):
        words = [t for t in argument if is_word(t)]
        return "string_view" in words or "string" in words and not any('"' in t for t in argument)

    def read(self, tokens, index, argument):
        """(reasons, function that passes its own parameter on) of one argument."""
        if argument[0] in MAKERS:
            return set(), None  # read as a call of its own
        reasons = {t[1:-1] for t in argument if t.startswith('"')}
        reasons |= {self.constants[t] for t in argument if t in self.constants}
        if reasons or any(t in ("(", ")") for t in argument):
            return reasons, None
        if len(argument) == 1:
            wrapper = enclosing_function(tokens, index, argument[0])
            if wrapper:
                return set(), wrapper
        return reasons_in(tokens), None


def listed_reasons(errors_md):
    rows = (ROW.match(line) for line in errors_md.read_text(encoding="utf-8").splitlines())
    return [row.group(1) for row in rows if row and row.group(1) != "REASON"]


def find_faults(root):
    """One sentence for each reason that is missing, stale, doubled or misspelt."""
    errors_md = root / "proto/ERRORS.md"
    if not errors_md.exists():
        return ["proto/ERRORS.md does not exist"]
    listed, used = listed_reasons(errors_md), Sources(root).reasons()
    faults = [f"{used[r]}: the reason {r} is not in proto/ERRORS.md"
              for r in sorted(set(used) - set(listed))]
    faults += [f"proto/ERRORS.md: no code gives the reason {r}"
               for r in sorted(set(listed) - set(used))]
    faults += [f"proto/ERRORS.md: {r} is listed twice"
               for r in sorted(set(listed)) if listed.count(r) > 1]
    faults += [f"{used[r]}: the reason {r} is not UPPER_SNAKE_CASE "
               f"of at most {MAX_REASON_LENGTH} characters"
               for r in sorted(used) if not REASON.fullmatch(r) or len(r) > MAX_REASON_LENGTH]
    return faults


class ErrorsListTest(unittest.TestCase):

    def faults_of(self, source, listed, more_files=None):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            files = {"engine/base/a.cc": source, **(more_files or {})}
            files["proto/ERRORS.md"] = "| REASON | code |\n|---|---|\n" + "".join(
                f"| `{reason}` | why |\n" for reason in listed)
            for path, text in files.items():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text, encoding="utf-8")
            return find_faults(root)

    def test_the_list_of_the_repository_equals_its_code(self):
        faults = find_faults(ROOT)
        if faults:
            self.fail("\n" + "\n".join(faults))

    def test_a_reason_that_is_not_listed_is_named_with_its_file(self):
        faults = self.faults_of('return MakeError(code, "NEW_REASON", "x");', [])
        self.assertEqual(
            faults, ["engine/base/a.cc: the reason NEW_REASON is not in proto/ERRORS.md"])

    def test_a_listed_reason_that_no_code_gives_is_stale(self):
        faults = self.faults_of('// MakeError(code, "OLD_REASON", "x");', ["OLD_REASON"])
        self.assertEqual(faults, ["proto/ERRORS.md: no code gives the reason OLD_REASON"])

    def test_an_answer_over_http_counts(self):
        faults = self.faults_of('send(ErrorResponse(404, "NO_PATH", "x"));', [])
        self.assertEqual(faults, ["engine/base/a.cc: the reason NO_PATH is not in proto/ERRORS.md"])

    def test_what_is_made_in_the_argument_of_a_function_that_makes_is_read_once(self):
        source = '''absl::Status Refuse(std::string_view reason) { return MakeError(code, reason, "x"); }
            void f() { Refuse(ErrorResponse(404, "NO_PATH", "there is no such path")); }'''
        self.assertEqual(self.faults_of(source, ["NO_PATH"]), [])

    def test_a_reason_listed_twice_is_refused(self):
        faults = self.faults_of('MakeError(code, "A_B", "x");', ["A_B", "A_B"])
        self.assertEqual(faults, ["proto/ERRORS.md: A_B is listed twice"])

    def test_a_misspelt_reason_is_refused(self):
        faults = self.faults_of('MakeError(code, "Bad reason", "x");', [])
        self.assertTrue(any("not UPPER_SNAKE_CASE" in fault for fault in faults), faults)

    def test_both_branches_of_a_condition_count(self):
        source = 'MakeError(code, gone ? "FILE_GONE" : "FILE_EMPTY", absl::StrCat("a", f(1, 2)));'
        self.assertEqual(self.faults_of(source, ["FILE_GONE", "FILE_EMPTY"]), [])

    def test_a_constant_is_looked_up(self):
        source = '''constexpr std::string_view kGone = "FILE_GONE";
            void f() { MakeError(code, kGone, "x"); }'''
        self.assertEqual(self.faults_of(source, ["FILE_GONE"]), [])

    def test_callers_of_a_function_that_passes_its_reason_on_are_read(self):
        source = '''
            absl::Status RowError(int row, std::string_view reason) {
              return MakeError(code, reason, "row", {{"row", Str(row)}});
            }
            absl::Status f() { return RowError(1, "ROW_TOO_LONG"); }'''
        other = 'absl::Status g() { return RowError(2, "ROW_TOO_SHORT"); }'
        listed = ["ROW_TOO_LONG", "ROW_TOO_SHORT"]
        self.assertEqual(self.faults_of(source, listed, {"annotator/b.cc": other}), [])

    def test_callers_of_a_lambda_that_passes_its_reason_on_are_read(self):
        source = '''void f() {
            const auto fail = [&](std::string_view reason) { return MakeError(code, reason, "x"); };
            fail("FILE_GONE"); }'''
        self.assertEqual(self.faults_of(source, ["FILE_GONE"]), [])

    def test_a_field_stands_for_the_reasons_of_its_file(self):
        source = '''constexpr Problem kProblems[] = {{1, "FILE_GONE"}, {2, "FILE_EMPTY"}};
            absl::Status f(const Problem& p) { return MakeError(code, p.reason, "x"); }'''
        self.assertEqual(self.faults_of(source, ["FILE_GONE", "FILE_EMPTY"]), [])

    def test_the_declaration_and_the_passing_on_of_a_remote_reason_count_for_nothing(self):
        source = '''absl::Status MakeError(int code, std::string_view reason, std::string_view m);
            absl::Status f(const ErrorInfo& info) { return MakeError(code, info.reason(), "x"); }'''
        self.assertEqual(self.faults_of(source, []), [])


if __name__ == "__main__":
    sys.exit(unittest.main())
