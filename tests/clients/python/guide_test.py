"""docs/campaigns.md from its first command to its last, and every command that any guide names."""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import python_client  # first: it finds the client
import real_service

ROOT = python_client.ROOT
GUIDE = ROOT / "docs" / "campaigns.md"
TEXTS = [ROOT / "README.md", GUIDE, ROOT / "docs" / "operation.md", ROOT / "docs" / "http.md",
         ROOT / "docs" / "label_studio.md",
         ROOT / "clients" / "python" / "README.md", ROOT / "clients" / "cpp" / "README.md"]


def help_of(*words):
    """The help of a command; None where there is no such command."""
    done = subprocess.run([real_service.BINARY, *words, "--help"], capture_output=True, text=True,
                          timeout=30)
    if done.returncode != 0 or (words and f" {words[-1]} [OPTIONS]" not in done.stdout):
        return None
    return done.stdout


def commands_of(text):
    """The uses of the program in code: a list of words each, without what comes after a pipe."""
    text = re.sub(r"\\\n\s*", " ", text)
    blocks = re.findall(r"^```(?:sh)?\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    lines += [code.replace("\\|", "|") for code in re.findall(r"`([^`\n]+)`", prose)]
    for line in lines:
        found = re.match(r"\s*(?:\$ )?(?:yes 1 \| )?(?:build/release/)?assay (?!serves)(.*)", line)
        if found:
            yield re.split(r" [|>#;] |  #", found.group(1))[0].split()


class GuideTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="assay-guide-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def check_command(self, words, top):
        """The words before the first option or value are commands; its options are theirs."""
        path, options = [], [word for word in words if word.startswith("--")]
        rest = list(words)
        while rest and rest[0].startswith("--"):  # options of every command, with their values
            rest = rest[1:] if "=" in rest[0] else rest[2:]
        while rest and re.fullmatch(r"[a-z|-]+", rest[0].rstrip("|.")) and len(path) < 2:
            choices = [name for name in rest[0].split("|") if name]
            if any(help_of(*path, name) is None for name in choices):
                break
            path.append(choices[0])
            rest.pop(0)
        self.assertTrue(path or not rest, f"assay {' '.join(words)}: there is no such command")
        own = help_of(*path)
        self.assertFalse(len(path) == 1 and rest and "[OPTIONS] SUBCOMMAND\n" in own,
                         f"assay {' '.join(words)}: there is no such subcommand")
        known = own + top
        for option in options:
            name = re.match(r"--[a-z-]+", option)
            if name:
                self.assertIn(f"{name.group(0)} ", known.replace(",", " "), " ".join(words))

    def test_every_command_and_option_that_is_named_exists(self):
        top = help_of()
        count = 0
        for text in TEXTS:
            for words in commands_of(text.read_text(encoding="utf-8")):
                with self.subTest(file=text.name, command=" ".join(words)):
                    self.check_command(words, top)
                    count += 1
        self.assertGreater(count, 50)

    def test_the_guide_can_be_followed_from_its_first_command_to_its_last(self):
        (self.folder / "build" / "release").mkdir(parents=True)
        program = self.folder / "build" / "release" / "assay"
        program.symlink_to(pathlib.Path(real_service.BINARY).resolve())
        (self.folder / "examples").symlink_to(ROOT / "examples")
        blocks = re.findall(r"^```sh\n(.*?)^```", GUIDE.read_text(encoding="utf-8"),
                            re.MULTILINE | re.DOTALL)
        environment = {name: value for name, value in os.environ.items()
                       if not name.startswith("ASSAY_")}
        done = subprocess.run(["bash", "-eu", "-c", "".join(blocks)], input="1\n2\n" * 10,
                              capture_output=True, text=True, timeout=120, cwd=self.folder,
                              env=environment)
        self.assertEqual(done.returncode, 0, done.stdout[-3000:] + done.stderr)
        self.assertIn("20 answered, 0 skipped", done.stdout)
        labels = (self.folder / "labels.csv").read_text(encoding="utf-8").splitlines()
        annotators = [row.split(",")[1] for row in labels[1:]]
        self.assertEqual({who: annotators.count(who) for who in annotators},
                         {"ana": 20, "homers": 2, "robot": 20, "eve": 1})
        for campaign in ("news", "copy"):
            status = subprocess.run(
                [program, "--data", "build/guide", "campaign", "status", campaign, "--json"],
                capture_output=True, text=True, timeout=60, cwd=self.folder, env=environment)
            self.assertEqual(json.loads(status.stdout)["label_count"], 21)


if __name__ == "__main__":
    python_client.main()
