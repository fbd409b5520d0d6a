using AllocSim.Allocator.Classic.Runs;
using AllocSim.Allocator.Classic.Threads;

namespace AllocSim.Allocator.Classic;

/// <content>realloc.</content>
public sealed partial class ClassicHeap
{
    /// <summary>realloc; <paramref name="address"/> 0 is a null pointer, and a size of 0 one byte.</summary>
    public ulong Realloc(int thread, ulong address, ulong size)
    {
        if (address == 0)
        {
            return Malloc(thread, size);
        }

        if (IsDirect(thread) && RunOf(address) is { } run && size - 1 < _smallMax)
        {
            return ReallocSmall(thread, run, address, size);
        }

        ThreadRecord state = Enter(thread);
        size = Math.Max(size, 1);
        ulong oldUsable = UsableSize(address);
        ulong moved = size <= _geometry.ArenaMaxClass
            ? ReallocInArena(state, address, oldUsable, size)
            : ReallocHuge(state, address, oldUsable, size);
        return Count(state, moved, size, oldUsable);
    }

    // A small object that stays one, where nothing else is to be thought of.
    private ulong ReallocSmall(int thread, Run run, ulong address, ulong size)
    {
        ulong oldUsable = run.Info.RegionBytes;
        if (_binOf[(size - 1) >> LookupShift] == run.Info.Index)
        {
            ThreadRecord state = _threads[thread];
            state.Allocated += oldUsable;
            state.Deallocated += oldUsable;
            return address;
        }

        ulong moved = Malloc(thread, size);
        if (moved != 0)
        {
            Copy(address, moved, Math.Min(size, oldUsable));
            Free(thread, address);
        }

        return moved;
    }

    // (arena_ralloc)
    private ulong ReallocInArena(ThreadRecord state, ulong address, ulong oldUsable, ulong size)
    {
        if (TryResize(address, oldUsable, size))
        {
            return address;
        }

        ulong moved = Allocate(state, size, isZeroed: false);
        if (moved != 0)
        {
            Move(state, address, oldUsable, moved, size);
        }

        return moved;
    }

    // An object stays where it is when its class does, or when a large one can take or leave pages there. (arena_ralloc_no_move)
    private bool TryResize(ulong address, ulong oldUsable, ulong size)
    {
        if (oldUsable > _geometry.ArenaMaxClass)
        {
            return false;
        }

        if (oldUsable > _smallMax)
        {
            return size > _smallMax && _table.Find(address)!.Arena.TryResizeLarge(address, oldUsable, size);
        }

        if (size > _smallMax || _geometry.SmallOf(size).RegionBytes != oldUsable)
        {
            return false;
        }

        FillTail(address, oldUsable, size);
        return true;
    }

    // (huge_ralloc)
    private ulong ReallocHuge(ThreadRecord state, ulong address, ulong oldUsable, ulong size)
    {
        if (oldUsable > _geometry.ArenaMaxClass && oldUsable == _geometry.ChunksOf(size))
        {
            FillTail(address, oldUsable, size);
            return address;
        }

        ulong moved = _huge.Malloc(size);
        if (moved == 0)
        {
            return 0;
        }

        if (oldUsable >= _geometry.ChunkBytes)
        {
            _huge.MovePages(address, moved);
        }
        else
        {
            Move(state, address, oldUsable, moved, size);
        }

        return moved;
    }

    // The contents are copied, as much as was asked for, and the old object goes.
    private void Move(ThreadRecord state, ulong from, ulong oldUsable, ulong to, ulong size)
    {
        Copy(from, to, Math.Min(size, oldUsable));
        Deallocate(state, from);
    }

    private void Copy(ulong from, ulong to, ulong bytes)
    {
        _machine.Read(from, bytes);
        _machine.Touch(to, bytes);
    }

    // What is no longer the program's is filled where objects are filled when they go.
    private void FillTail(ulong address, ulong usable, ulong size)
    {
        if (_options.Junk && size < usable)
        {
            _machine.Touch(address + size, usable - size);
        }
    }
}
