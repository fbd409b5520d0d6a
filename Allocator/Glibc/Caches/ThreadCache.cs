using System.Runtime.CompilerServices;
using AllocSim.Allocator.Glibc.Chunks;

namespace AllocSim.Allocator.Glibc.Caches;

/// <summary>A thread's cache: for each small chunk size a stack of objects that can be handed out without looking at an arena. (tcache)</summary>
/// <remarks>
/// The library links the objects through their first words. The order is the same here; that the words are written is the caller's business, as only a free can write to a new page.
/// </remarks>
internal sealed class ThreadCache
{
    private const int RoomAtFirst = 8;

    private readonly Stack[] _classes;
    private readonly int _countMax;

    /// <summary>Makes an empty cache.</summary>
    /// <param name="record">The object that holds its record.</param>
    /// <param name="classCount">Classes in use. (tcache_max)</param>
    /// <param name="countMax">Most objects a class may hold. (tcache_count)</param>
    public ThreadCache(ulong record, int classCount, int countMax)
    {
        Record = record;
        _classes = new Stack[classCount];
        _countMax = countMax;
        int room = Math.Min(RoomAtFirst, countMax);
        for (int index = 0; index < classCount; index++)
        {
            _classes[index].Objects = new ulong[room];
        }
    }

    /// <summary>The object that holds its record, in an arena.</summary>
    public ulong Record { get; }

    /// <summary>Bytes of the objects that it holds, with their headers; kept along, since totals are read after every operation.</summary>
    public ulong Bytes { get; private set; }

    /// <summary>Classes in use.</summary>
    public int ClassCount => _classes.Length;

    /// <summary>Objects of a class, the next one to be handed out last.</summary>
    public ReadOnlySpan<ulong> ObjectsOf(int index) => _classes[index].Objects.AsSpan(0, _classes[index].Count);

    /// <summary>Hands out the object that came last.</summary>
    /// <param name="index">The class; any number.</param>
    /// <param name="memory">The object.</param>
    /// <returns>False when there is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(ulong index, out ulong memory)
    {
        Stack[] classes = _classes;
        if (index < (ulong)classes.Length)
        {
            ref Stack stack = ref classes[(int)index];
            ulong[] objects = stack.Objects;
            int top = stack.Count - 1;
            if ((uint)top < (uint)objects.Length)
            {
                stack.Count = top;
                Bytes -= Chunk.MinBytes + (index * Chunk.Alignment);
                memory = objects[top];
                return true;
            }
        }

        memory = 0;
        return false;
    }

    /// <summary>Takes an object in when there is room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPut(ulong index, ulong memory)
    {
        Stack[] classes = _classes;
        if (index < (ulong)classes.Length)
        {
            ref Stack stack = ref classes[(int)index];
            ulong[] objects = stack.Objects;
            int count = stack.Count;
            if (count < _countMax)
            {
                if ((uint)count >= (uint)objects.Length)
                {
                    objects = Grow(ref stack);
                }

                objects[count] = memory;
                stack.Count = count + 1;
                Bytes += Chunk.MinBytes + (index * Chunk.Alignment);
                return true;
            }
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong[] Grow(ref Stack stack)
    {
        Array.Resize(ref stack.Objects, Math.Min(stack.Objects.Length * 2, _countMax));
        return stack.Objects;
    }

    private struct Stack
    {
        public ulong[] Objects;
        public int Count;
    }
}
