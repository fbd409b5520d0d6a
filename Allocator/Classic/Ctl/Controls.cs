using System.Globalization;
using AllocSim.Simulator.Operations;

namespace AllocSim.Allocator.Classic.Ctl;

/// <summary>mallctl: finds a control by its name and calls it. (ctl.c)</summary>
internal sealed class Controls
{
    private readonly ClassicHeap _heap;
    private readonly ControlNode _root;

    /// <summary>Makes the controls of a heap.</summary>
    public Controls(ClassicHeap heap)
    {
        _heap = heap;
        Stats = new ControlStats(heap);
        _root = new ControlTree(heap, Stats).Build();
    }

    /// <summary>What the controls answer from.</summary>
    public ControlStats Stats { get; }

    /// <summary>mallctl. (ctl_byname)</summary>
    /// <returns>0 or an errno value.</returns>
    public int ByName(int thread, string name, CtlMode mode, ref ulong value)
    {
        if (!_heap.TryBoot(_heap.Enter(thread)) || !Stats.TryStart())
        {
            return ControlCall.TryAgain;
        }

        ControlCall call = new(thread, mode, value);
        if (Find(name, ref call) is not { Control: { } control })
        {
            return ControlCall.NoEntry;
        }

        int error = control(ref call);
        value = call.Value;
        return error;
    }

    // (ctl_lookup)
    private ControlNode? Find(string name, ref ControlCall call)
    {
        string[] elements = name.Split('.');
        ControlNode node = _root;
        int numbers = 0;
        for (int i = 0; i < elements.Length; i++)
        {
            ControlNode? child;
            if (node.Numbered is null)
            {
                child = node.Find(elements[i]);
            }
            else
            {
                ulong number = Number(elements[i]);
                child = node.HasNumber(number) ? node.Numbered : null;
                call.First = numbers == 0 ? number : call.First;
                call.Second = number;
                numbers++;
            }

            if (child is null)
            {
                return null;
            }

            node = child;
        }

        return node;
    }

    // As strtoul reads it: white space, a sign, digits; what follows is ignored, and without digits it is 0.
    private static ulong Number(string text)
    {
        ReadOnlySpan<char> rest = text.AsSpan().TrimStart(" \t\n\v\f\r");
        bool isNegative = rest is ['-', ..];
        if (rest is ['-' or '+', ..])
        {
            rest = rest[1..];
        }

        int digits = rest.IndexOfAnyExceptInRange('0', '9');
        rest = digits < 0 ? rest : rest[..digits];
        if (rest.IsEmpty)
        {
            return 0;
        }

        return !ulong.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? ulong.MaxValue
            : isNegative ? unchecked(0 - number)
            : number;
    }
}
