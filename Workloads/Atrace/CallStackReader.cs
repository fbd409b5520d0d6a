using System.Text;
using AllocSim.Workloads.Atrace.Blocks;
using AllocSim.Workloads.Sources;

namespace AllocSim.Workloads.Atrace;

/// <summary>Reads the call stacks of an .atrace file, those of version 1 too.</summary>
internal sealed class CallStackReader(CallStackTable stacks)
{
    /// <summary>Most names, and most characters in all of them, so that no file can fill the memory with them.</summary>
    private const int NamesMax = 1 << 22, CharactersMax = 1 << 27;

    /// <summary>Most names or stacks that are taken to be lost between two frames.</summary>
    private const int LostMax = 1 << 20;

    /// <summary>What a frame is called whose name is lost.</summary>
    private const string Lost = "?";

    private readonly List<string> _names = [];
    private long _characters;

    /// <summary>Reads a frame of names. Those of a frame that was lost before it stay unknown.</summary>
    /// <exception cref="IndexOutOfRangeException">It is cut off or cannot be unpacked.</exception>
    public void ReadNames(byte[] payload, ref ByteCursor cursor)
    {
        ulong first = cursor.VarInt(), left = cursor.VarInt();
        if (!CanFollow(first, _names.Count))
        {
            throw new IndexOutOfRangeException();
        }

        while ((ulong)_names.Count < Math.Min(first, NamesMax))
        {
            _names.Add(Lost);
        }

        for (var column = new ByteCursor(ColumnCodec.Read(payload, ref cursor)); left > 0; left--)
        {
            string name = Encoding.UTF8.GetString(column.Counted());
            _characters += name.Length;
            if (_names.Count < NamesMax && _characters <= CharactersMax)
            {
                _names.Add(name);
            }
        }
    }

    /// <summary>Reads a frame of stacks. Those of a frame that was lost before it stay empty.</summary>
    /// <exception cref="IndexOutOfRangeException">It is cut off or cannot be unpacked, or shares frames that are not there.</exception>
    public void ReadStacks(byte[] payload, ref ByteCursor cursor)
    {
        ulong first = cursor.VarInt(), left = cursor.VarInt();
        if (!CanFollow(first, stacks.Count))
        {
            throw new IndexOutOfRangeException();
        }

        while ((ulong)stacks.Count < first && !stacks.IsFull)
        {
            stacks.Add([]);
        }

        string[] before = [];
        for (var column = new ByteCursor(ColumnCodec.Read(payload, ref cursor)); left > 0 && !stacks.IsFull; left--)
        {
            ulong shared = column.VarInt(), own = column.VarInt();
            if (shared > (ulong)before.Length || own > AtraceFormat.StackFramesMax - shared)
            {
                throw new IndexOutOfRangeException();
            }

            string[] frames = new string[shared + own];
            for (ulong i = 0; i < own; i++)
            {
                ulong number = column.VarInt();
                frames[i] = number < (ulong)_names.Count ? _names[(int)number] : Lost;
            }

            before.AsSpan(before.Length - (int)shared).CopyTo(frames.AsSpan((int)own));
            stacks.Add(frames);
            before = frames;
        }
    }

    /// <summary>Reads a frame of version 1: every stack with the names of its frames.</summary>
    /// <exception cref="IndexOutOfRangeException">It is cut off.</exception>
    public void ReadNamedStacks(ref ByteCursor cursor)
    {
        for (ulong left = cursor.VarInt(); left > 0 && !stacks.IsFull; left--)
        {
            var frames = new List<string>();
            for (ulong more = cursor.VarInt(); more > 0; more--)
            {
                frames.Add(Encoding.UTF8.GetString(cursor.Counted()));
            }

            stacks.Add(frames);
        }
    }
    private static bool CanFollow(ulong first, int count) => first >= (ulong)count && first - (ulong)count <= LostMax;
}
