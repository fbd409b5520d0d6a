using System.Text;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Machine.Pages;
using AllocSim.Simulator.Operations;

namespace AllocSim.Cli.Differential.Library;

/// <summary>Reads what the harness writes, batch by batch. The records are those of 1_kernel.c.</summary>
/// <param name="words">The harness's output.</param>
/// <param name="blocks">Takes the address of each thread's block, before the thread's first operation is read.</param>
/// <param name="limits">What the library's process may take, for messages.</param>
internal sealed class DecisionReader(WordStream words, IDictionary<int, ulong> blocks, ProcessLimits limits)
{
    private const int TagShift = 56;
    private const ulong LowMask = (1UL << TagShift) - 1;
    private const long AtEnd = -1;

    private enum Record
    {
        Address,
        Result,
        Control,
        Call,
        Text,
        Pages,
        Thread,
        BatchEnd,
        Death,
        Problem,
        RunEnd,
        Still,
    }

    /// <summary>Called where the process stands still: the operation, where the library is loaded, and threads with their blocks. It tells the process to go on.</summary>
    public Action<long, ulong, IReadOnlyList<KeyValuePair<int, ulong>>>? StandsStill { get; init; }

    /// <summary>The statistics at the end; null before that.</summary>
    public string? FinalStatistics { get; private set; }

    /// <summary>Reads up to the end of a batch, or of the run.</summary>
    /// <param name="operations">The batch; empty for what comes behind the last one.</param>
    /// <param name="decisions">Takes what was decided.</param>
    public void Read(ReadOnlySpan<Operation> operations, Decisions decisions)
    {
        int at = 0;
        decisions.Clear();
        while (true)
        {
            ulong word = words.Next();
            ulong low = word & LowMask;
            switch ((Record)(word >> TagShift))
            {
                case Record.Address:
                    decisions.Values[NextAnswer(operations, ref at)] = word;
                    break;
                case Record.Result:
                    decisions.Values[NextAnswer(operations, ref at)] = words.Next();
                    break;
                case Record.Control:
                    int control = NextAnswer(operations, ref at);
                    decisions.Errors[control] = (int)(uint)low;
                    decisions.Values[control] = words.Next();
                    break;
                case Record.Call:
                    ReadCall((int)low, decisions.CallLog);
                    break;
                case Record.Text:
                    ReadStatistics((int)low, decisions);
                    break;
                case Record.Pages:
                    decisions.Pages[(long)words.Next()] = ReadPages((int)low);
                    break;
                case Record.Thread:
                    Place((int)low, words.Next());
                    break;
                case Record.Still:
                    ReadStill((int)low);
                    break;
                case Record.Death:
                    decisions.End = LibraryEnd.BySignal((long)words.Next(), (int)low, limits);
                    decisions.CallLog.Flush();
                    return;
                case Record.Problem:
                    long index = (long)words.Next();
                    decisions.End = new LibraryEnd(index, 0, ReadText((int)low));
                    decisions.CallLog.Flush();
                    return;
                default:
                    decisions.CallLog.Flush();
                    return;
            }
        }
    }

    private static bool Answers(OperationKind kind)
        => kind is not (OperationKind.Free or OperationKind.Dallocx or OperationKind.Sdallocx or OperationKind.Stats or OperationKind.Exit);

    private static int NextAnswer(ReadOnlySpan<Operation> operations, ref int at)
    {
        while (!Answers(operations[at].Kind))
        {
            at++;
        }

        return at++;
    }

    private void Place(int thread, ulong block)
    {
        if (block != 0)
        {
            blocks[thread] = block;
        }
    }

    private void ReadStatistics(int bytes, Decisions decisions)
    {
        long index = (long)words.Next();
        string text = ReadText(bytes);
        if (index == AtEnd)
        {
            FinalStatistics = text;
        }
        else
        {
            decisions.Statistics[index] = text;
        }
    }

    private string ReadText(int bytes)
    {
        byte[] text = new byte[(bytes + sizeof(ulong) - 1) & ~(sizeof(ulong) - 1)];
        for (int i = 0; i < bytes; i += sizeof(ulong))
        {
            BitConverter.TryWriteBytes(text.AsSpan(i), words.Next());
        }

        return Encoding.UTF8.GetString(text, 0, bytes);
    }

    private void ReadStill(int count)
    {
        (long index, ulong loadedAt) = ((long)words.Next(), words.Next());
        KeyValuePair<int, ulong>[] threads = new KeyValuePair<int, ulong>[count];
        for (int i = 0; i < count; i++)
        {
            threads[i] = new((int)words.Next(), words.Next());
        }

        StandsStill?.Invoke(index, loadedAt, threads);
    }

    private PageLook ReadPages(int count)
    {
        (ulong lazilyFreed, ulong huge) = (words.Next(), words.Next());
        bool hasZeroPage = words.Next() != 0;
        PageRun[] runs = new PageRun[count];
        for (int i = 0; i < count; i++)
        {
            ulong start = words.Next();
            runs[i] = new PageRun(start & ~1UL, words.Next(), (start & 1) != 0);
        }

        return new PageLook(lazilyFreed, huge, runs) { HasZeroPage = hasZeroPage };
    }

    private void ReadCall(int call, SystemCallLog log)
    {
        long index = (long)words.Next();
        (ulong a, ulong b, ulong c, ulong d) = (words.Next(), words.Next(), words.Next(), words.Next());
        switch (call)
        {
            case 0:
                log.Mmap(index, a, b, (int)c);
                break;
            case 1:
                log.Munmap(index, a, b);
                break;
            case 2:
                log.Mremap(index, a, b, c, d);
                break;
            case 3:
                log.Madvise(index, a, b, (int)c);
                break;
            case 4:
                log.Mprotect(index, a, b, (int)c);
                break;
            default:
                log.Sbrk(index, a, (long)b);
                break;
        }
    }
}
