using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Replay;

/// <summary>Replays a trace through an allocator, serially: trace order, the trace's clock, time standing still within an operation.</summary>
/// <typeparam name="TAllocator">The allocator; a struct, so that the loop is compiled for it.</typeparam>
/// <typeparam name="TProbe">What watches.</typeparam>
/// <remarks>
/// After warm-up an operation allocates nothing. An object whose allocation failed stays null: a later free or realloc of it passes a null pointer,
/// and a realloc that fails loses the old object, as in the oracle. The trace's first thread is the main thread, whose exit runs no destructors.
/// </remarks>
public sealed partial class ReplayEngine<TAllocator, TProbe>
    where TAllocator : struct, IAllocator
    where TProbe : struct, IReplayProbe
{
    private readonly SimMachine _machine;
    private readonly IExtendedCalls? _extended;
    private readonly IControls? _controls;
    private readonly IStatistics? _statistics;
    private readonly IBackgroundAllocator? _background;
    private readonly IDiscardingAllocator? _discarding;
    private readonly ReplayOptions _options;
    private readonly ulong _touchBytesMax;
    private readonly long _clockOriginNs;
    private TAllocator _allocator;
    private TProbe _probe;
    private bool[] _isStarted = new bool[64];

    /// <summary>Makes an engine.</summary>
    /// <param name="machine">The machine below the allocator.</param>
    /// <param name="allocator">The allocator, over that machine.</param>
    /// <param name="probe">What watches.</param>
    /// <param name="options">How to replay; null for the defaults.</param>
    /// <param name="objects">The table to keep live objects in, for a probe that reads it; null for a new one.</param>
    /// <param name="asked">Who answers everything but the usual calls, where that is not the allocator itself.</param>
    public ReplayEngine(SimMachine machine, TAllocator allocator, TProbe probe, ReplayOptions? options = null, ObjectTable? objects = null, IAllocator? asked = null)
    {
        _machine = machine;
        _allocator = allocator;
        IAllocator answering = asked ?? allocator;
        _extended = answering as IExtendedCalls;
        _controls = answering as IControls;
        _statistics = answering as IStatistics;
        _background = answering as IBackgroundAllocator;
        _discarding = answering as IDiscardingAllocator;
        _probe = probe;
        _options = options ?? new ReplayOptions();
        _touchBytesMax = _options.Touch == TouchMode.Size ? ulong.MaxValue : 1;
        _clockOriginNs = machine.Options.ClockOriginNs;
        Objects = objects ?? new ObjectTable();
    }

    /// <summary>The live objects.</summary>
    public ObjectTable Objects { get; }

    /// <summary>The allocator's own threads, if it can have such.</summary>
    internal IBackgroundAllocator? Background => _background;

    /// <summary>Operations replayed so far.</summary>
    public long OperationCount
    {
        get => _machine.OperationsBegun;
        internal set => _machine.OperationsBegun = value;
    }

    /// <summary>Names that the trace's controls refer to by index.</summary>
    public IReadOnlyList<string> Names { get; set; } = [];

    /// <summary>Does beforehand what the first operations would do: starts the allocator, and makes room for objects.</summary>
    /// <param name="mainThread">The thread of the trace's first operation.</param>
    /// <param name="slots">Slots that the trace will use.</param>
    public void Prepare(int mainThread, int slots)
    {
        StartIfNew(mainThread);
        _allocator.Start(mainThread);
        Objects.Reserve(slots);
    }

    /// <summary>Replays a whole trace.</summary>
    /// <exception cref="TraceFormatException">The trace is wrong, or makes a call that the allocator does not have.</exception>
    public void Run(ITraceSource source)
    {
        Names = source.Names;
        OperationBatch batch = new();
        ReplayedStacks stacks = new(_machine, source, batch);
        _machine.CallStacks = stacks;
        while (source.TryRead(batch))
        {
            stacks.FirstIndex = OperationCount;
            Run(batch.Operations.AsSpan(0, batch.Count));
        }
    }

    /// <summary>Replays the next operations of a trace.</summary>
    public void Run(ReadOnlySpan<Operation> operations)
    {
        if (OperationCount == 0 && operations.Length > 0)
        {
            // The library starts when it is loaded: before the first operation, whatever that is.
            Prepare(operations[0].Thread, 0);
        }

        long first = OperationCount;
        while (OperationCount - first < operations.Length)
        {
            ReadOnlySpan<Operation> rest = operations[(int)(OperationCount - first)..];
            if (_background is { HasBackgroundThreads: true })
            {
                RunBackground(rest[0].TimeNs);
                rest = rest[..1];
            }

            RunUntilControl(rest);
        }
    }

    /// <summary>Replays up to and including the next control, which may switch background threads on.</summary>
    internal void RunUntilControl(ReadOnlySpan<Operation> operations)
    {
        SimMachine machine = _machine;
        TAllocator allocator = _allocator;
        ref Operation operation = ref MemoryMarshal.GetReference(operations);
        ref Operation end = ref Unsafe.Add(ref operation, operations.Length);
        for (; Unsafe.IsAddressLessThan(ref operation, ref end); operation = ref Unsafe.Add(ref operation, 1))
        {
            machine.OperationsBegun++;
            machine.TraceTimeNs = operation.TimeNs;
            StartIfNew(operation.Thread);
            _probe.Before(machine.OperationsBegun - 1, operation);
            if (operation.Kind == OperationKind.Malloc)
            {
                Keep(machine, operation, allocator.Malloc(operation.Thread, operation.Size));
            }
            else if (operation.Kind == OperationKind.Free)
            {
                ObjectEntry gone = Take(operation.Object);
                if (gone.Address == 0)
                {
                    NoteNull(machine.OperationsBegun - 1, operation.Object);
                }

                allocator.Free(operation.Thread, gone.Address);
                _probe.Gone(machine.OperationsBegun - 1, operation, gone.Address, gone.Size);
            }
            else
            {
                RunLessCommon(machine.OperationsBegun - 1, operation);
                if (operation.Kind == OperationKind.Ctl)
                {
                    return;
                }
            }
        }
    }

    /// <summary>Replays one malloc: what <see cref="RunUntilControl"/> does with it, for a run that takes operations one by one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void RunMalloc(in Operation operation)
    {
        Begin(operation);
        Keep(_machine, operation, _allocator.Malloc(operation.Thread, operation.Size));
    }

    /// <summary>Replays one free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void RunFree(in Operation operation)
    {
        long index = Begin(operation);
        ObjectEntry gone = Take(operation.Object);
        if (gone.Address == 0)
        {
            NoteNull(index, operation.Object);
        }

        _allocator.Free(operation.Thread, gone.Address);
        _probe.Gone(index, operation, gone.Address, gone.Size);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Begin(in Operation operation)
    {
        long index = _machine.OperationsBegun++;
        _machine.TraceTimeNs = operation.TimeNs;
        StartIfNew(operation.Thread);
        _probe.Before(index, operation);
        return index;
    }

    // What a malloc made. The size is read again, so that it need not be kept over the call.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Keep(SimMachine machine, in Operation operation, ulong address) => Keep(machine, machine.OperationsBegun - 1, operation, address, operation.Size);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Keep(SimMachine machine, long index, in Operation operation, ulong address, ulong size)
    {
        Put(operation.Object, address, size);
        if (address != 0)
        {
            machine.Touch(address, Math.Min(size, _touchBytesMax));
        }
        else
        {
            Objects.CountFailure(size);
        }

        _probe.Made(index, operation, address, size);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Put(int slot, ulong address, ulong size)
    {
        if (TProbe.NeedsSizes)
        {
            Objects.Put(slot, address, size);
        }
        else
        {
            Objects.Put(slot, address);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ObjectEntry Take(int slot) =>
        TProbe.NeedsSizes ? Objects.Take(slot) : new ObjectEntry { Address = Objects.TakeAddress(slot) };

    /// <summary>A thread acts, and starts if it is new. Whether it is can be foreseen; whether it is the one that acted before cannot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void StartIfNew(int thread)
    {
        bool[] started = _isStarted;
        if ((uint)thread >= (uint)started.Length || !started[thread])
        {
            StartThread(thread);
        }
    }

    /// <summary>A thread acts for the first time. Only then does the machine give it its place in memory.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void StartThread(int thread)
    {
        if (thread >= _isStarted.Length)
        {
            Array.Resize(ref _isStarted, Math.Max(thread + 1, _isStarted.Length * 2));
        }

        _isStarted[thread] = true;
        _ = _machine.ThreadBlock(thread);
    }

    /// <summary>Calls that are rare in recordings, kept out of the loop so that a reader sees malloc and free alone.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RunLessCommon(long index, in Operation operation)
    {
        switch (operation.Kind)
        {
            case OperationKind.Calloc:
                ulong made = _allocator.Calloc(operation.Thread, operation.Extra, operation.Size);
                Keep(_machine, index, operation, made, operation.RequestedBytes);
                break;
            case OperationKind.Realloc:
                if (IsLeftOut(index, operation.OldObject, operation.Object))
                {
                    break;
                }

                ObjectEntry gone = Take(operation.OldObject);
                made = _allocator.Realloc(operation.Thread, gone.Address, operation.Size);
                if (operation.OldObject != Operation.None)
                {
                    _probe.Gone(index, operation, gone.Address, gone.Size);
                }

                Keep(_machine, index, operation, made, operation.Size);
                break;
            default:
                RunRare(index, operation);
                break;
        }
    }
}
