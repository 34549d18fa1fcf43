"""Many processes that work on the same books at once, each with connections of its own."""
import multiprocessing
import os
import queue
import random
import time
import traceback


class Crowd:
    """Runs works in forked processes until a moment, and gathers what they report."""

    def __init__(self, kernel, seconds):
        self._kernel = kernel
        self._context = multiprocessing.get_context("fork")
        self._until = time.monotonic() + seconds
        self._reports = self._context.Queue()
        self._processes = []

    def add(self, step, seed):
        """Let one more process repeat a step.

        :param step: called with (kernel, dice), again and again; returns a word that is counted
        """
        self._kernel.let_go()
        process = self._context.Process(target=self._work, args=(step, seed))
        process.start()
        self._processes.append(process)

    def _work(self, step, seed):
        dice, counts, error = random.Random(seed), {}, None
        try:
            while time.monotonic() < self._until:
                word = step(self._kernel, dice)
                counts[word] = counts.get(word, 0) + 1
        except BaseException:
            error = traceback.format_exc()
        self._reports.put((counts, error))
        self._reports.close()
        self._reports.join_thread()
        os._exit(0)   # neither pytest nor Odoo shall end twice

    def gather(self, patience=60):
        """Wait for all.

        :return: how often each word was returned
        :raise AssertionError: with the first error that a process met
        """
        totals, errors = {}, []
        for _process in self._processes:
            try:
                counts, error = self._reports.get(timeout=max(1, self._until - time.monotonic()) + patience)
            except queue.Empty:
                errors.append("a process did not come back")
                break
            errors += [error] if error else []
            for word, count in counts.items():
                totals[word] = totals.get(word, 0) + count
        for process in self._processes:
            process.join(5)
            process.kill()
        assert not errors, errors[0]
        return totals
