using System.Runtime.CompilerServices;
using AllocSim.Allocator.Classic.Sizes;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Classic.Chunks;

/// <summary>Writes elements of page maps, and the pages of the header that hold them with it.</summary>
internal sealed class PageMap
{
    private readonly SimMachine _machine;
    private readonly ulong _first;

    /// <summary>Makes it.</summary>
    public PageMap(SimMachine machine, Geometry geometry)
    {
        _machine = machine;
        _first = unchecked(RecordSizes.ChunkHeader - (RecordSizes.MapElement * (ulong)geometry.MapBias));
    }

    /// <summary>Writes an element's bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(Chunk chunk, int page, uint bits)
    {
        chunk.Map[page] = bits;
        _machine.Touch(BitsOf(chunk, page), RecordSizes.MapBits);
    }

    /// <summary>Writes an element's bits of which the library keeps some, so that it reads them first.</summary>
    public void Change(Chunk chunk, int page, uint bits)
    {
        _machine.Read(BitsOf(chunk, page), RecordSizes.MapBits);
        Set(chunk, page, bits);
    }

    /// <summary>Reads the bits of elements in a row.</summary>
    public void Read(Chunk chunk, int page, int count)
        => _machine.Read(BitsOf(chunk, page), Span(count));

    /// <summary>Writes the bits of elements in a row; <see cref="Chunk.Map"/> has them already.</summary>
    public void Touch(Chunk chunk, int page, int count)
        => _machine.Touch(BitsOf(chunk, page), Span(count));

    /// <summary>Writes an element's links, as it enters a tree.</summary>
    public void Link(Chunk chunk, int page)
        => _machine.Touch(BitsOf(chunk, page) - RecordSizes.MapLinks, RecordSizes.MapLinks);

    private static ulong Span(int count) => ((ulong)(count - 1) * RecordSizes.MapElement) + RecordSizes.MapBits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong BitsOf(Chunk chunk, int page)
        => unchecked(chunk.Address + _first + ((ulong)page * RecordSizes.MapElement) + RecordSizes.MapLinks);
}
