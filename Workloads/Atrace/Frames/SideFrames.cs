using System.Text;
using AllocSim.Workloads.Atrace.Blocks;
using AllocSim.Workloads.Sources;
using AllocSim.Workloads.Text;

namespace AllocSim.Workloads.Atrace.Frames;

/// <summary>Reads the frames that stand beside the operations. Types of later versions are passed over.</summary>
internal static class SideFrames
{
    /// <summary>Hands the contents of a frame to those in the reader who want them.</summary>
    /// <exception cref="IndexOutOfRangeException">The frame is cut off.</exception>
    public static void Read(FrameType type, byte[] payload, ref ByteCursor cursor, AtraceReader reader, NameTable names, CallStackReader stacks)
    {
        switch (type)
        {
            case FrameType.Names:
                for (ulong left = cursor.VarInt(); left > 0; left--)
                {
                    names.Add(Text(ref cursor));
                }

                break;
            case FrameType.Marks when reader.Marks is { } marks:
                for (ulong left = cursor.VarInt(); left > 0; left--)
                {
                    marks.Add(Mark(ref cursor));
                }

                break;
            case FrameType.FrameNames:
                stacks.ReadNames(payload, ref cursor);
                break;
            case FrameType.CallStacks:
                stacks.ReadStacks(payload, ref cursor);
                break;
            case FrameType.NamedStacks:
                stacks.ReadNamedStacks(ref cursor);
                break;
            case FrameType.Remarks when reader.Remarks is { } remarks:
                for (ulong left = cursor.VarInt(); left > 0; left--)
                {
                    remarks.Items.Add(new TextRemark((long)cursor.VarInt(), cursor.Byte() != 0, cursor.Counted().ToArray()));
                }

                break;
        }
    }

    private static TraceMark Mark(ref ByteCursor cursor) => new(
        (long)cursor.VarInt(), (long)cursor.VarInt(), (int)cursor.VarInt(), (TraceMarkKind)cursor.VarInt(), cursor.ZigZag(), Text(ref cursor));

    private static string Text(ref ByteCursor cursor) => Encoding.UTF8.GetString(cursor.Counted());
}
