using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Sources;

namespace AllocSim.Workloads.Import.Formats.Profilers;

/// <summary>
/// What uftrace recorded with arguments and results (-a), as its replay prints it or as dump --chrome writes it. The calls around an allocation are its call stack. Threads are tasks.
/// Times are those of the events; replay prints them with -f +time alone. A call of the family inside another one (malloc in operator new) is passed over: the outer one stands for both.
/// </summary>
internal sealed class UftraceImporter(Stream stream, string name, TraceReadOptions options) : LineImporter(stream, name, "uftrace", hasTime: false, options)
{
    private const string Needed = "needed is a recording with arguments and results: uftrace record -a PROGRAM, then uftrace dump --chrome";

    private readonly Dictionary<long, UftraceTask> _tasks = [];
    private readonly CallerTree _stacks = new();
    private SplitCalls? _split;
    private bool _hasCalls;

    /// <inheritdoc/>
    protected override string Form => "'DURATION [ TID] TIME | malloc(SIZE) = POINTER;' as uftrace replay prints it, or an event a line as uftrace dump --chrome writes it";

    /// <inheritdoc/>
    public override IReadOnlyList<IReadOnlyList<string>> CallStacks => _stacks.Named;

    private SplitCalls Split => _split ??= new SplitCalls(Book);

    /// <summary>Whether a file begins as this format does.</summary>
    public static bool Sniff(ReadOnlySpan<byte> head) =>
        head.StartsWith("# DURATION"u8) || (head.StartsWith("# "u8) && Head.HeaderLine(head).IndexOf(" FUNCTION"u8) > 0 && Head.HeaderLine(head).IndexOf("TID"u8) > 0)
        || (head.StartsWith("{\"traceEvents\":["u8) && Head.AnyLine(head, line => line.AsSpan().StartsWith("{\"ts\":"u8) && UftraceLine.TryParse(line, out _)));

    /// <inheritdoc/>
    protected override bool TryLine(ReadOnlySpan<byte> line)
    {
        if (!UftraceLine.TryParse(line, out UftraceLine step))
        {
            return false;
        }

        if (step.What == UftraceLine.Step.Other)
        {
            return true;
        }

        if (!_tasks.TryGetValue(step.Thread, out UftraceTask? task))
        {
            _tasks.Add(step.Thread, task = new UftraceTask());
        }

        return step.What switch
        {
            UftraceLine.Step.Enter => Enter(task, step),
            UftraceLine.Step.Leave => Leave(task, step),
            _ => task.IsInside || Call(task, step),
        };
    }

    /// <inheritdoc/>
    protected override void AtEnd()
    {
        if (!_hasCalls)
        {
            throw new TraceFormatException($"{Name}: is uftrace's output and has no call of malloc and its like in it; {Needed}");
        }
    }

    /// <summary>The name in C or in mangled C++; empty for a function that is not of the family.</summary>
    private static ReadOnlySpan<byte> FamilyName(ReadOnlySpan<byte> function)
    {
        ReadOnlySpan<byte> plain = function switch
        {
            _ when function.SequenceEqual("operator new"u8) => "_Znwm"u8,
            _ when function.SequenceEqual("operator new[]"u8) => "_Znam"u8,
            _ when function.SequenceEqual("operator delete"u8) => "_ZdlPv"u8,
            _ when function.SequenceEqual("operator delete[]"u8) => "_ZdaPv"u8,
            _ => function,
        };
        return CallBook.IsFamily(plain) ? plain : default;
    }

    private void Stamp(in UftraceLine step)
    {
        if (step.HasTime)
        {
            HasTime = true;
            Book.At(step.TimeNs);
        }
    }

    private bool Enter(UftraceTask task, in UftraceLine step)
    {
        bool isOuter = !task.IsInside;
        ReadOnlySpan<byte> family = FamilyName(step.Function);
        if (isOuter && !family.IsEmpty)
        {
            Require(step, isWhole: false);
            Stamp(step);
            if (!Split.TryBegin(step.Thread, family, [.. family, (byte)'(', .. step.Arguments], out TraceFault fault))
            {
                return false;
            }

            Report(fault);
        }

        task.Enter(_stacks, step.Function, isOuter && !family.IsEmpty);
        return true;
    }

    private bool Leave(UftraceTask task, in UftraceLine step)
    {
        byte[]? ended = task.Leave(step.Function);
        if (ended is null)
        {
            return true;
        }

        Stamp(step);
        ReadOnlySpan<byte> family = FamilyName(ended);
        CallStack = _stacks.NumberOf(task.Place);
        bool isCall = Split.TryEnd(step.Thread, family, step.Result.IsEmpty ? ")"u8 : [.. ") = "u8, .. step.Result], out _, out TraceFault fault);
        Report(fault);
        return isCall;
    }

    private bool Call(UftraceTask task, in UftraceLine step)
    {
        ReadOnlySpan<byte> family = FamilyName(step.Function);
        if (family.IsEmpty)
        {
            return true;
        }

        Require(step, isWhole: true);
        Stamp(step);
        byte[] whole = [.. family, (byte)'(', .. step.Arguments, (byte)')', .. step.Result.IsEmpty ? ""u8 : " = "u8, .. step.Result];
        if (!CallText.TryParse(whole, out CallText call))
        {
            return false;
        }

        CallStack = _stacks.NumberOf(task.Place);
        _ = CallBook.TryEnter(Book, step.Thread, call, out TraceFault fault);
        Report(fault);
        return true;
    }

    /// <summary>A recording without arguments says that malloc was called, and neither of what size nor what it gave.</summary>
    private void Require(in UftraceLine step, bool isWhole)
    {
        ReadOnlySpan<byte> family = FamilyName(step.Function);
        bool isMalloc = family.SequenceEqual("malloc"u8);
        bool isBare = step.Arguments.IsEmpty || (isWhole && isMalloc && step.Result.IsEmpty);
        _hasCalls |= !isBare;
        if (!IsLenient && isBare && (isMalloc || family.SequenceEqual("free"u8)))
        {
            throw new TraceFormatException($"{Place}: a call stands there without its argument or its result; {Needed}");
        }
    }
}
