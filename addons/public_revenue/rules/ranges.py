"""Books of numbered papers: what became of their range."""


def get_runs(first, last, fates):
    """Return what became of a range, in runs of numbers with the same fate; the runs cover the range without a gap.

    :param dict fates: number -> fate; a number that is missing is blank
    :return: first and last number and fate of each run, in order
    :rtype: list[tuple[int, int, str]]
    """
    runs = []
    for number in range(first, last + 1):
        fate = fates.get(number, 'blank')
        if runs and runs[-1][2] == fate:
            runs[-1] = (runs[-1][0], number, fate)
        else:
            runs.append((number, number, fate))
    return runs
