using System.Globalization;
using AllocSim.Cli.Parsing;
using AllocSim.Reports.Console;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Replay;
using AllocSim.Simulator.Text;

namespace AllocSim.Cli.Inspection;

/// <summary>What is at an address, or where an object of the trace is.</summary>
/// <param name="Text">As typed.</param>
/// <param name="Value">The address, or the object's number.</param>
/// <param name="IsObject">Whether it is an object's number.</param>
public sealed record AddressQuestion(string Text, ulong Value, bool IsObject)
{
    private const string ObjectPrefix = "obj:";

    /// <summary>Reads a question; complains where it is none.</summary>
    public static AddressQuestion Read(string text, Arguments arguments)
    {
        ulong value = 0;
        bool isObject = text.StartsWith(ObjectPrefix, StringComparison.Ordinal);
        bool isRead = isObject
            ? ulong.TryParse(text.AsSpan(ObjectPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out value)
            : text.StartsWith("0x", StringComparison.Ordinal) && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        if (!isRead)
        {
            arguments.AddError($"--address {text}: expected an address such as 0x7effffc00000, or {ObjectPrefix}N for the object that was made after N others");
        }

        return new AddressQuestion(text, value, isObject);
    }

    /// <summary>Writes the answer.</summary>
    /// <returns>False: nothing owns the address, or there is no such object.</returns>
    public bool Answer(TextWriter output, ReplaySession session, TraceFollower follower, long index, ulong mapRoot)
    {
        output.WriteLine(FormattableString.Invariant($"{Text} after operation {index}"));
        ulong address = Value;
        if (IsObject)
        {
            FollowedBlock? block = follower.Live.Concat(follower.Ended).FirstOrDefault(each => each.Number == (long)Value);
            if (block is null)
            {
                output.WriteLine((long)Value >= follower.Made
                    ? FormattableString.Invariant($"  no such object yet: {follower.Made} were made")
                    : "  it could not be made, or has ended and its place was used again");
                return false;
            }

            address = block.Address;
        }

        bool isOwned = WriteExtent(output, session, address, mapRoot);
        WriteObjects(output, follower, address);
        output.WriteLine(FormattableString.Invariant($"  page          0x{address & ~((ulong)session.Machine.PageSize - 1):x}, {session.Machine.Pages.StateAt(address)}{(session.Machine.Pages.IsAccessible(address) ? "" : ", without access")}{(session.Machine.Pages.IsHuge(address) ? ", part of a huge page" : "")}"));
        return isOwned;
    }

    private static bool WriteExtent(TextWriter output, ReplaySession session, ulong address, ulong mapRoot)
    {
        List<HeldRange> extents = [];
        (session.Allocator as IRecordDumping)?.ReadRanges(extents);
        int at = extents.FindLastIndex(extent => extent.Address <= address);
        if (at < 0 || address >= extents[at].Address + extents[at].Bytes)
        {
            output.WriteLine("  no extent owns it");
            WriteNearest(output, "before", at >= 0 ? extents[at] : null);
            WriteNearest(output, "behind", at + 1 < extents.Count ? extents[at + 1] : null);
            return false;
        }

        HeldRange owner = extents[at];
        string regions = owner.Regions > 0 ? FormattableString.Invariant($", {owner.FreeRegions} of {owner.Regions} regions free") : "";
        output.WriteLine(FormattableString.Invariant($"  extent        0x{owner.Address:x}, {owner.Bytes} bytes, {owner.Use}, heap {owner.Owner}, size class {owner.SizeIndex}{regions}, {address - owner.Address} bytes into it"));
        if (owner.HasRecord)
        {
            (session.Allocator as IRecordDumping)?.WalkTo(new IndentedWriter(output, "  "), address, owner.Address, mapRoot);
        }

        return true;
    }

    private static void WriteNearest(TextWriter output, string where, HeldRange? extent)
    {
        if (extent is { } found)
        {
            output.WriteLine(FormattableString.Invariant($"  {where}        0x{found.Address:x} to 0x{found.Address + found.Bytes:x}, {found.Use}, heap {found.Owner}"));
        }
    }

    private static void WriteObjects(TextWriter output, TraceFollower follower, ulong address)
    {
        FollowedBlock? before = null;
        FollowedBlock? behind = null;
        foreach (FollowedBlock block in follower.Live)
        {
            before = block.Address <= address ? block : before;
            behind = block.Address > address ? behind ?? block : behind;
        }

        if (before is not null && address < before.Address + Math.Max(before.Size, 1))
        {
            WriteObject(output, "object", before);
        }
        else if (follower.Ended.Where(block => block.Address <= address && address < block.Address + Math.Max(block.Size, 1)).MaxBy(block => block.EndOperation) is { } ended)
        {
            WriteObject(output, "freed", ended);
        }

        WriteObject(output, "next object", behind);
    }

    private static void WriteObject(TextWriter output, string label, FollowedBlock? block)
    {
        if (block is null)
        {
            return;
        }

        string end = block.EndOperation < 0 ? "" : FormattableString.Invariant($", freed by operation {block.EndOperation} of thread {block.EndThread}");
        output.WriteLine(FormattableString.Invariant($"  {label.PadRight(13)} 0x{block.Address:x}, {block.Size} bytes asked for, object {block.Number}, made by operation {block.Operation} of thread {block.Thread} at {Quantity.Nanoseconds(block.TimeNs)}{end}"));
    }
}
