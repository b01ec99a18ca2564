namespace KubeNetTui.Reading;

/// <summary>What became of lines: the shortest way from some to others (E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986).</summary>
internal static class LineDiff
{
    /// <summary>Beyond so many steps the middle counts as changed as a whole: it takes memory by their square.</summary>
    private const int MostSteps = 1000;

    /// <summary>For each old line the new one that it is, in order; -1: it is gone.</summary>
    public static int[] Matches(IReadOnlyList<string> old, IReadOnlyList<string> now)
    {
        var matches = new int[old.Count];
        Array.Fill(matches, -1);
        var start = 0;
        while (start < old.Count && start < now.Count && old[start] == now[start])
        {
            matches[start] = start;
            start++;
        }

        var (oldEnd, newEnd) = (old.Count, now.Count);
        while (oldEnd > start && newEnd > start && old[oldEnd - 1] == now[newEnd - 1])
        {
            matches[--oldEnd] = --newEnd;
        }

        Middle(old, now, start, oldEnd - start, newEnd - start, matches);
        return matches;
    }

    private static void Middle(IReadOnlyList<string> old, IReadOnlyList<string> now, int start, int n, int m, int[] matches)
    {
        if (n == 0 || m == 0)
        {
            return;
        }

        // reach[k]: how far into the old lines one gets on diagonal k (old minus new position) with d steps.
        var most = Math.Min(n + m, MostSteps);
        var reach = new int[(2 * most) + 3];
        List<int[]> trace = [];
        for (var d = 0; d <= most; d++)
        {
            trace.Add(reach.AsSpan(most - d, (2 * d) + 3).ToArray());
            for (var k = -d; k <= d; k += 2)
            {
                var x = k == -d || (k != d && reach[most + k] < reach[most + k + 2]) ? reach[most + k + 2] : reach[most + k] + 1;
                while (x < n && x - k < m && old[start + x] == now[start + x - k])
                {
                    x++;
                }

                reach[most + k + 1] = x;
                if (x >= n && x - k >= m)
                {
                    Back(trace, start, n, m, matches);
                    return;
                }
            }
        }
    }

    private static void Back(List<int[]> trace, int start, int n, int m, int[] matches)
    {
        var (x, y) = (n, m);
        for (var d = trace.Count - 1; d >= 0; d--)
        {
            // trace[d][i] is the reach on diagonal i - d - 1 before the d-th step.
            var before = trace[d];
            var k = x - y;
            var down = k == -d || (k != d && before[k + d] < before[k + d + 2]);
            var fromK = down ? k + 1 : k - 1;
            var fromX = d == 0 ? 0 : before[fromK + d + 1];
            var fromY = fromX - fromK;
            var (stepX, stepY) = d == 0 ? (0, 0) : down ? (fromX, fromY + 1) : (fromX + 1, fromY);
            while (x > stepX && y > stepY)
            {
                matches[start + --x] = start + --y;
            }

            (x, y) = (fromX, fromY);
        }
    }
}
