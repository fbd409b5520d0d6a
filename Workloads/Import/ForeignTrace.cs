using System.Globalization;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Atrace;
using AllocSim.Workloads.Sources;

namespace AllocSim.Workloads.Import;

/// <summary>A trace in another program's format, read record by record.</summary>
internal abstract class ForeignTrace : OperationStream
{
    private readonly bool _lenient;
    private bool _ended;

    /// <summary>Starts reading.</summary>
    /// <param name="name">What to call the trace.</param>
    /// <param name="format">Name of the format.</param>
    /// <param name="hasTime">Whether the format records time.</param>
    /// <param name="options">How to read.</param>
    protected ForeignTrace(string name, string format, bool hasTime, TraceReadOptions options)
    {
        Name = name;
        _lenient = options.Lenient;
        HasTime = hasTime;
        Format = format;
        Book = new AddressBook(options.Clock, Repairs);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>Name of the format.</summary>
    public string Format { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Names => [];

    /// <inheritdoc/>
    public override TraceOrigin Origin => new() { Source = Format, Clock = Book.DescribeClock(HasTime), Program = Program, Command = Command };

    /// <summary>The traced program, where the format tells it.</summary>
    protected string Program { get; set; } = "";

    /// <summary>The command line, where the format tells it.</summary>
    protected string Command { get; set; } = "";

    /// <summary>Whether times were recorded.</summary>
    protected bool HasTime { get; set; }

    /// <summary>Number of the call stack that the allocations of the record read last have; 0 for none.</summary>
    protected int CallStack { get; set; }

    /// <summary>Where calls become operations.</summary>
    protected AddressBook Book { get; }

    /// <summary>Whether faults are skipped and counted.</summary>
    protected bool IsLenient => _lenient;

    /// <summary>Where the record read last stands, for messages: "FILE:LINE" or "FILE: byte N".</summary>
    protected abstract string Place { get; }

    /// <inheritdoc/>
    protected sealed override bool TryNext(ref Operation op, out long number, out long old)
    {
        while (Book.Pending == 0)
        {
            if (_ended)
            {
                number = old = -1;
                return false;
            }

            _ended = !ReadRecord(); // the end may make calls too
        }

        Book.Take(ref op, out number, out old);
        Stack = OperationTraits.MakesObject(op.Kind) ? CallStack : 0;
        return true;
    }

    /// <summary>Reads one record and hands its calls to the book; faults go to <see cref="Report(TraceFault, string)"/>.</summary>
    /// <returns>False at the end of the input.</returns>
    protected abstract bool ReadRecord();

    /// <summary>Stops at a fault, or counts it when reading leniently.</summary>
    /// <param name="fault">What is wrong; None does nothing.</param>
    /// <param name="wrong">In words: what is wrong; what would be right.</param>
    protected void Report(TraceFault fault, string wrong)
    {
        if (fault == TraceFault.None)
        {
            return;
        }

        if (!_lenient)
        {
            throw new TraceFormatException($"{Place}: {wrong}");
        }

        Repairs.Add(fault);
    }

    /// <summary>Stops at a fault that the book found.</summary>
    protected void Report(TraceFault fault)
    {
        if (fault != TraceFault.None)
        {
            Report(fault, fault switch
            {
                TraceFault.BeyondAddressSpace => "more is asked for than the address space; at most 2^48 bytes can be",
                TraceFault.ThreadRange => "there are more threads than can be; at most 4194304 are read",
                _ => "the address cannot be; an address in the program is needed",
            });
        }
    }

    /// <summary>Makes a place out of a line number.</summary>
    protected string AtLine(long line) => string.Create(CultureInfo.InvariantCulture, $"{Name}:{line}");
}
