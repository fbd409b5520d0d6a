using System.Text;

namespace AllocSim.Workloads.Import;

/// <summary>
/// Calls whose beginning and end stand apart in a trace, paired by thread and name. A call that gives memory out takes effect where it ends, and one that takes memory back where it begins,
/// so that no object is given out before it was freed.
/// </summary>
internal sealed class SplitCalls(AddressBook book)
{
    private readonly Dictionary<long, List<HalfCall>> _halves = [];

    /// <summary>A call begins.</summary>
    /// <param name="thread">The recording's thread number.</param>
    /// <param name="function">A name of the malloc family.</param>
    /// <param name="text">The call with its arguments, up to where it was left, without the closing bracket.</param>
    /// <param name="fault">What is wrong with it.</param>
    /// <returns>False when the text is no call.</returns>
    public bool TryBegin(long thread, ReadOnlySpan<byte> function, ReadOnlySpan<byte> text, out TraceFault fault)
    {
        fault = TraceFault.None;
        byte[] whole = [.. text, (byte)')'];
        if (!CallText.TryParse(whole, out CallText call))
        {
            return false;
        }

        if (CallBook.IsFree(function))
        {
            fault = call.Count > 0 ? book.Free(thread, call.First) : TraceFault.None;
        }

        if (!_halves.TryGetValue(thread, out List<HalfCall>? halves))
        {
            _halves.Add(thread, halves = []);
        }

        bool reallocates = CallBook.IsReallocation(function) && call.Count > 0;
        halves.Add(new HalfCall(Encoding.ASCII.GetString(function), text.ToArray(), reallocates ? call.First : 0, reallocates ? book.Hold(call.First) : 0));
        return true;
    }

    /// <summary>The youngest call of a name ends.</summary>
    /// <param name="thread">The recording's thread number.</param>
    /// <param name="function">Its name.</param>
    /// <param name="rest">What its line says behind the arguments, or the rest of these: closing bracket and result.</param>
    /// <param name="isKnown">Whether its beginning was seen.</param>
    /// <param name="fault">What is wrong with it.</param>
    /// <returns>False when beginning and end together are no call.</returns>
    public bool TryEnd(long thread, ReadOnlySpan<byte> function, ReadOnlySpan<byte> rest, out bool isKnown, out TraceFault fault)
    {
        fault = TraceFault.None;
        string name = Encoding.ASCII.GetString(function);
        List<HalfCall>? halves = _halves.GetValueOrDefault(thread);
        int at = halves?.FindLastIndex(half => half.Function == name) ?? -1;
        isKnown = at >= 0;
        if (!isKnown)
        {
            return true;
        }

        HalfCall begun = halves![at];
        halves.RemoveAt(at);
        return CallBook.IsFree(function) || TryEnter(thread, begun, [.. begun.Text, .. rest], out fault);
    }

    private bool TryEnter(long thread, in HalfCall begun, byte[] whole, out TraceFault fault)
    {
        fault = TraceFault.None;
        bool isCall = CallText.TryParse(whole, out CallText call);
        if (isCall)
        {
            call.Name = Encoding.ASCII.GetBytes(begun.Function);
            call.First = begun.Held != 0 ? begun.Held : call.First;
            _ = CallBook.TryEnter(book, thread, call, out fault);
        }

        book.GiveBack(begun.Held, begun.Old);
        return isCall;
    }

    /// <summary>A call that has begun.</summary>
    /// <param name="Function">Its name.</param>
    /// <param name="Text">The call up to where it was left.</param>
    /// <param name="Old">The address that a realloc was passed.</param>
    /// <param name="Held">What its object goes by meanwhile.</param>
    private readonly record struct HalfCall(string Function, byte[] Text, ulong Old, ulong Held);
}
