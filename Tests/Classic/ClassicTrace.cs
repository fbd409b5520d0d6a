using System.Globalization;

namespace AllocSim.Tests.Classic;

/// <summary>Random traces: sizes around all borders of classes, every standard call, threads that come and go.</summary>
internal static class ClassicTrace
{
    /// <summary>Draws one.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="operations">How many operations.</param>
    /// <param name="threads">Threads, of which some end.</param>
    /// <param name="lgSizeMax">Logarithm of the largest size.</param>
    public static List<string> Draw(ulong seed, int operations, int threads, int lgSizeMax)
    {
        SeededDraws draws = new(seed);
        List<string> lines = [];
        List<int> live = [];
        int next = 0;
        int ended = 0;
        for (int i = 0; i < operations; i++)
        {
            int thread = draws.Below(threads - ended);
            ulong size = draws.Below(3) > 0 ? draws.Spread(0, 12) : draws.Spread(10, lgSizeMax) + (ulong)draws.Below(3) - 1;
            string head = string.Create(CultureInfo.InvariantCulture, $"{i * 1000} {thread} ");
            int choice = draws.Below(100);
            if (choice < 8 && live.Count > 0)
            {
                int at = draws.Below(live.Count);
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{head}realloc {next} {live[at]} {size}"));
                live[at] = next++;
            }
            else if (choice < 45 && live.Count > 0)
            {
                int at = draws.Below(live.Count);
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{head}free {live[at]}"));
                live[at] = live[^1];
                live.RemoveAt(live.Count - 1);
            }
            else
            {
                lines.Add(head + Allocation(draws, choice, next, size));
                live.Add(next++);
            }

            if (threads - ended > 2 && draws.Chance(2_000) && thread == threads - ended - 1)
            {
                lines.Add(head + "exit");
                ended++;
            }
        }

        return lines;
    }

    private static string Allocation(SeededDraws draws, int choice, int id, ulong size) => choice switch
    {
        < 50 => string.Create(CultureInfo.InvariantCulture, $"memalign {id} {1 << draws.From(3, 22)} {size}"),
        < 55 => string.Create(CultureInfo.InvariantCulture, $"calloc {id} 3 {size / 3}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"malloc {id} {size}"),
    };
}
