using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Sources;

namespace AllocSim.Cli.Harness;

/// <summary>A trace in the form that the harness reads: its operations thread by thread, with numbers for its objects.</summary>
/// <remarks>
/// A number that has been given once means that a waiting thread can tell whether the object exists. Numbers are used again only for objects of which no other thread knows, so that the
/// table of a trace with one thread stays in the cache; and each thread numbers its objects in blocks of its own, so that threads do not write to one line of the table. Controls, statistics and exits are no operations here; a thread exits after its last one in any case.
/// </remarks>
public sealed class HarnessFile
{
    private const uint SmallMalloc = 255;

    // So many numbers are some whole cache lines.
    private const int BlockNumbers = 64;

    private readonly InMemoryTrace _trace;
    private readonly List<int> _makers = [];
    private readonly List<bool> _isShared = [];
    private readonly SortedDictionary<int, List<Operation>> _threads = [];

    private HarnessFile(InMemoryTrace trace)
    {
        _trace = trace;
    }

    /// <summary>Operations in the file.</summary>
    public long OperationCount { get; private set; }

    /// <summary>Operations of the trace that were left out: controls, statistics, exits.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Threads.</summary>
    public int ThreadCount => _threads.Count;

    /// <summary>Writes a trace.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="output">Where to; stays open.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="TraceFormatException">The trace asks about an object that another thread gives up: on real threads that is a race.</exception>
    public static HarnessFile Write(InMemoryTrace trace, Stream output)
    {
        HarnessFile file = new(trace);
        file.FindShared();
        long numbers = file.NumberObjects();
        file.WriteTo(output, numbers);
        return file;
    }

    private static bool IsLeftOut(OperationKind kind) => kind is OperationKind.Ctl or OperationKind.Stats or OperationKind.Exit;

    private static bool Frees(OperationKind kind) => kind is OperationKind.Free or OperationKind.Dallocx or OperationKind.Sdallocx;

    private static bool Asks(OperationKind kind) => kind is OperationKind.Xallocx or OperationKind.Sallocx;

    private static bool Resizes(OperationKind kind) => kind is OperationKind.Realloc or OperationKind.Rallocx;

    private static bool Makes(OperationKind kind) => !Frees(kind) && !Asks(kind) && kind != OperationKind.Nallocx;

    // Objects in the order of their making, and whether a thread beside the maker ever names them.
    private void FindShared()
    {
        int[] ofSlot = new int[_trace.SlotCount];
        Dictionary<int, int> askers = [];
        foreach (Operation o in Operations())
        {
            int used = Frees(o.Kind) || Asks(o.Kind) ? o.Object : Resizes(o.Kind) ? o.OldObject : Operation.None;
            if (used >= 0)
            {
                int number = ofSlot[used];
                _isShared[number] |= _makers[number] != o.Thread;
                if (Asks(o.Kind))
                {
                    askers[number] = o.Thread;
                }
                else if (askers.Remove(number, out int asker) && asker != o.Thread)
                {
                    throw new TraceFormatException($"{_trace.Name}: thread {asker} asks about an object that thread {o.Thread} gives up; on real CPUs that is a race, so it is not run");
                }
            }

            if (Makes(o.Kind))
            {
                ofSlot[o.Object] = _makers.Count;
                _makers.Add(o.Thread);
                _isShared.Add(false);
            }
        }
    }

    private long NumberObjects()
    {
        int[] ofSlot = new int[_trace.SlotCount];
        int[] numberOf = new int[_trace.SlotCount];
        Dictionary<int, Stack<int>> spare = [];
        Dictionary<int, int> next = [];
        int made = 0;
        int numbers = 0;
        foreach (Operation read in Operations())
        {
            Operation o = read;
            if (!spare.TryGetValue(o.Thread, out Stack<int>? own))
            {
                spare.Add(o.Thread, own = new Stack<int>());
                _threads.Add(o.Thread, []);
            }

            int used = Frees(o.Kind) || Asks(o.Kind) ? o.Object : Resizes(o.Kind) ? o.OldObject : Operation.None;
            int usedNumber = used < 0 ? Operation.None : numberOf[used];
            if (used >= 0 && !Asks(o.Kind) && !_isShared[ofSlot[used]])
            {
                own.Push(usedNumber);
            }

            if (Makes(o.Kind))
            {
                int slot = o.Object;
                ofSlot[slot] = made++;
                numberOf[slot] = !_isShared[ofSlot[slot]] && own.Count > 0 ? own.Pop() : NewNumber(o.Thread);
                o.Object = numberOf[slot];
                o.OldObject = usedNumber;
            }
            else
            {
                o.Object = usedNumber;
            }

            _threads[o.Thread].Add(o);
            OperationCount++;
        }

        return numbers;

        int NewNumber(int thread)
        {
            int number = next.GetValueOrDefault(thread);
            if (number % BlockNumbers == 0)
            {
                number = numbers;
                numbers += BlockNumbers;
            }

            next[thread] = number + 1;
            return number;
        }
    }

    private IEnumerable<Operation> Operations()
    {
        LeftOut = 0;
        foreach (OperationBatch batch in _trace.Batches)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                if (IsLeftOut(batch.Operations[i].Kind))
                {
                    LeftOut++;
                }
                else
                {
                    yield return batch.Operations[i];
                }
            }
        }
    }

    // Times, then what malloc and free do not need, then the operations in twelve bytes each.
    private void WriteTo(Stream stream, long numbers)
    {
        using BinaryWriter output = new(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        Operation[] operations = [.. _threads.Values.SelectMany(each => each)];
        output.Write("ASIMOPS2"u8);
        output.Write((long)_threads.Count);
        output.Write(numbers);
        output.Write(operations.LongCount(HasDetails));
        output.Write(operations.LongLength);
        foreach (List<Operation> each in _threads.Values)
        {
            output.Write((long)each.Count);
        }

        Array.ForEach(operations, o => output.Write(o.TimeNs));
        foreach (Operation o in operations.Where(HasDetails))
        {
            output.Write(o.Size);
            output.Write(o.Extra);
            output.Write(o.OldObject);
            output.Write(o.Flags);
        }

        uint details = 0;
        foreach (Operation o in operations)
        {
            bool isSmall = o.Kind == OperationKind.Malloc && !HasDetails(o);
            output.Write(isSmall ? SmallMalloc : (uint)o.Kind);
            output.Write(o.Object);
            output.Write(isSmall ? (uint)o.Size : HasDetails(o) ? details++ : 0);
        }
    }

    private static bool HasDetails(Operation o) => o.Kind == OperationKind.Malloc ? o.Size > uint.MaxValue : o.Kind != OperationKind.Free;
}
