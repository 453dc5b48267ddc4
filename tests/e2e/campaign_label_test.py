"""Answering items in a terminal, and with lines from a pipe."""

import os
import pty
import select
import subprocess
import time

import assay_cli
import campaign_cli


class Terminal:
    """The program on a terminal of its own."""

    def __init__(self, *arguments):
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen([assay_cli.BINARY, *map(str, arguments)], stdin=slave,
                                        stdout=slave, stderr=subprocess.STDOUT)
        os.close(slave)
        self.seen = ""

    def wait_for(self, text, seconds=30):
        """Reads until `text` has appeared, and returns what stood before it."""
        end = time.monotonic() + seconds
        while text not in self.seen:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.master], [], [], left)[0]:
                raise AssertionError(f"{text!r} did not appear in {self.seen!r}")
            try:
                self.seen += os.read(self.master, 4096).decode()
            except OSError:  # the program has ended
                raise AssertionError(f"{text!r} did not appear in {self.seen!r}")
        before, self.seen = self.seen.split(text, 1)
        return before

    def type(self, text):
        os.write(self.master, text.encode())

    def end(self):
        code = self.process.wait(timeout=30)
        os.close(self.master)
        return code


class CampaignLabelTest(campaign_cli.CampaignTestCase):
    def label(self, lines, *arguments, campaign="news"):
        return self.call("campaign", "label", campaign, "--annotator", "ana", *arguments,
                         stdin=lines.encode())

    def on_terminal(self):
        terminal = Terminal("--server", self.server.address, "campaign", "label", "news",
                            "--annotator", "ana")
        self.addCleanup(terminal.process.kill)
        return terminal

    def labels(self, campaign="news"):
        return {item["item_id"]: item["labels"][-1]["value"]
                for item in self.items(campaign) if item["labels"]}

    def test_lines_of_a_pipe_are_answers(self):
        self.make("news", "--order", "sequential")
        result = self.label("1\nsports\n3\n1\n")
        self.assertEqual(result.code, 0, result)
        self.assertIn("What is it about?", result.out)
        self.assertIn("text number 0", result.out)
        self.assertIn("1 World   2 Sports   3 Business", result.out)
        self.assertIn("4 answered, 0 skipped", result.out)
        self.assertEqual(self.labels(), {
            "item-0": {"choice": "World"}, "item-1": {"choice": "Sports"},
            "item-2": {"choice": "Business"}, "item-3": {"choice": "World"}})

    def test_the_end_of_the_lines_ends_the_work_and_gives_the_item_back(self):
        self.make("news", "--order", "sequential")
        result = self.label("1\n", "--json")
        self.assertEqual(result.json(), {"answered": 1, "skipped": 0, "flagged": 0, "undone": 0,
                                         "end": "quit"})
        self.assertEqual(self.status()["lease_count"], 0)
        self.assertEqual(self.status()["label_count"], 1)

    def test_commands_skip_flag_undo_and_show_the_guidelines(self):
        guidelines = self.write("guidelines.md", "Look at the text.\nThen decide.\n")
        self.make("news", "--order", "sequential", "--guidelines", guidelines)
        result = self.label("s no idea\ng\nf broken\n1\nu\n2\nq\n", "--json")
        self.assertEqual(result.code, 0, result)
        self.assertEqual(result.json(), {"answered": 2, "skipped": 1, "flagged": 1, "undone": 1,
                                         "end": "quit"})
        self.assertIn("Then decide.", result.err)
        self.assertIn("your answer was: World", result.err)
        status = self.status()
        self.assertEqual((status["label_count"], status["superseded_label_count"],
                          status["skip_count"], status["flag_count"]), (1, 1, 1, 1))
        self.assertEqual(self.labels(), {"item-1": {"choice": "Sports"}})

    def test_what_is_no_answer_is_said_and_asked_again(self):
        self.make("news", "--order", "sequential")
        result = self.label("9\nMoon\nu\n2\nq\n")
        self.assertEqual(result.code, 0, result)
        self.assertIn("found '9', expected one of 'World', 'Sports', 'Business'", result.out)
        self.assertIn("There is no answer that could be changed.", result.out)
        self.assertEqual(self.labels(), {"item-0": {"choice": "Sports"}})

    def test_several_classes_and_numbers_are_typed_as_such(self):
        self.make("tags", "--kind", "multiple", "--order", "sequential")
        self.assertEqual(self.label("1 3\n0\nq\n", campaign="tags").code, 0)
        self.assertEqual(self.labels("tags"), {
            "item-0": {"choices": {"classes": ["World", "Business"]}},
            "item-1": {"choices": {"classes": []}}})
        self.make("stars", "--kind", "number", "--min", "1", "--max", "5", "--order", "sequential",
                  classes="")
        result = self.label("7\n4.5\nq\n", campaign="stars")
        self.assertEqual(result.code, 0, result)
        self.assertEqual(self.labels("stars"), {"item-0": {"number": 4.5}})

    def test_times_are_measured(self):
        self.make("news")
        process = subprocess.Popen(
            [assay_cli.BINARY, "--server", self.server.address, "campaign", "label", "news",
             "--annotator", "ana"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        time.sleep(1.5)
        process.stdin.write(b"1\nq\n")
        process.stdin.close()
        self.assertEqual(process.wait(timeout=30), 0)
        seconds = self.status()["active_time_seconds"]
        self.assertGreater(seconds, 0.2)
        self.assertLess(seconds, 20)

    def test_a_paused_campaign_gives_no_work(self):
        self.make()
        self.ok("campaign", "pause", "news")
        result = self.label("1\n", "--json")
        self.assertEqual(result.code, 2, result)
        self.assertEqual(result.json()["error"]["reason"], "CAMPAIGN_NOT_RUNNING")

    def test_control_characters_of_an_item_do_not_reach_the_terminal(self):
        items = self.write("evil.csv", "id,text\n1,\"red\x1b[31m \u0085 text\nsecond line\"\n")
        self.ok("annotator", "add", "ana")
        self.ok("campaign", "create", "news", "--dataset", items, "--question", "What?",
                "--classes", "a,b", "--start")
        out = self.label("q\n").out
        self.assertNotIn("\x1b", out)
        self.assertNotIn("\u0085", out)
        self.assertIn("    second line\n", out)

    def test_one_key_is_an_answer_on_a_terminal(self):
        self.make("news", "--order", "sequential", items=3)
        terminal = self.on_terminal()
        terminal.wait_for("q quit")
        terminal.type("2")
        terminal.wait_for("-> Sports")
        terminal.wait_for("q quit")
        terminal.type("\x1b[A")  # an arrow key is no answer
        terminal.type("s")
        terminal.wait_for("why?")
        terminal.type("no idea\n")
        terminal.wait_for("skipped")
        terminal.wait_for("q quit")
        terminal.type("u")
        terminal.wait_for("your answer was: Sports")
        terminal.wait_for("q quit")
        terminal.type("1")
        terminal.wait_for("-> World")
        terminal.wait_for("q quit")
        terminal.type("3")
        terminal.wait_for("Nothing is left for you")
        self.assertEqual(terminal.end(), 0)
        self.assertEqual(self.labels(), {"item-0": {"choice": "World"},
                                         "item-2": {"choice": "Business"}})

    def test_control_c_on_a_terminal_gives_the_item_back(self):
        self.make()
        terminal = self.on_terminal()
        terminal.wait_for("q quit")
        self.assertEqual(self.status()["lease_count"], 1)
        terminal.type("\x03")
        terminal.wait_for("0 answered")
        self.assertEqual(terminal.end(), 0)
        self.assertEqual(self.status()["lease_count"], 0)

    def test_who_thinks_for_long_keeps_the_item(self):
        self.make("news", "--lease-minutes", "0.04")  # 2.4 seconds
        terminal = self.on_terminal()
        terminal.wait_for("q quit")
        time.sleep(5)
        self.assertEqual(self.status()["lease_count"], 1)
        terminal.type("1")
        terminal.wait_for("-> World")
        terminal.type("q")
        self.assertEqual(terminal.end(), 0)


if __name__ == "__main__":
    assay_cli.main()
