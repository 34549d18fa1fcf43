"""Two transactions that meet: the first holds what it wrote until the second one waits for it."""
import threading
import time

SECONDS = 15


class Meeting:
    """Lets two pieces of work run at the same moment, the first one ahead, on connections of their own."""

    def __init__(self, kernel, ground):
        self._kernel = kernel
        self._watcher = ground.connect(kernel.database)

    def close(self):
        self._watcher.close()

    def hold(self, first, second, levels):
        """Both take their snapshot; the first does its work and keeps its locks until the second waits or is done.

        :param first: called with an environment
        :param second: the same; repeated after a serialization failure, as Odoo repeats a request
        :param tuple levels: isolation level of each
        :return: what each returned
        """
        begun, held, done = threading.Barrier(2, timeout=SECONDS), threading.Event(), threading.Event()
        results, errors = [None, None], []

        def lead(env):
            self._take_snapshot(env, begun)
            results[0] = first(env)
            held.set()
            self._wait_until_blocked(done)

        def follow(env):
            if not held.is_set():
                self._take_snapshot(env, begun)
                held.wait(SECONDS)
            results[1] = second(env)

        def guard(work, level, finish):
            try:
                self._kernel.retry(work, level)
            except BaseException as error:
                errors.append(error)
                begun.abort()
            finally:
                finish()

        threads = [threading.Thread(target=guard, args=(lead, levels[0], held.set)),
                   threading.Thread(target=guard, args=(follow, levels[1], done.set))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(3 * SECONDS)
        if errors:
            raise errors[0]
        assert not any(thread.is_alive() for thread in threads), "two transactions wait for each other"
        return tuple(results)

    def _take_snapshot(self, env, begun):
        env.cr.execute("SELECT count(*) FROM revenue_obligation")
        begun.wait()

    def _wait_until_blocked(self, done):
        deadline = time.monotonic() + SECONDS
        while not done.is_set() and not self._is_anybody_blocked():
            assert time.monotonic() < deadline, "the second transaction neither waits nor ends"
            time.sleep(0.01)

    def _is_anybody_blocked(self):
        with self._watcher.cursor() as cr:
            cr.execute("""SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
                             AND cardinality(pg_blocking_pids(pid)) > 0""")
            return bool(cr.fetchall())
