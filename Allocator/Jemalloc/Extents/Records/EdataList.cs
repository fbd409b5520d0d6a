namespace AllocSim.Allocator.Jemalloc.Extents.Records;

/// <summary>A doubly linked list of extents through their list links.</summary>
internal sealed class EdataList(EdataTable table)
{
    /// <summary>The first extent, or <see cref="EdataTable.Null"/>.</summary>
    public int First { get; private set; }

    /// <summary>The last extent, or 0.</summary>
    public int Last { get; private set; }

    /// <summary>Adds at the end.</summary>
    public void Append(int id)
    {
        ref Edata edata = ref table[id];
        edata.ListPrev = Last;
        edata.ListNext = EdataTable.Null;
        if (Last == EdataTable.Null)
        {
            First = id;
        }
        else
        {
            table[Last].ListNext = id;
        }

        Last = id;
    }

    /// <summary>Adds at the front.</summary>
    public void Prepend(int id)
    {
        ref Edata edata = ref table[id];
        edata.ListPrev = EdataTable.Null;
        edata.ListNext = First;
        if (First == EdataTable.Null)
        {
            Last = id;
        }
        else
        {
            table[First].ListPrev = id;
        }

        First = id;
    }

    /// <summary>Appends all extents, first to last.</summary>
    public void AddTo(List<int> ids)
    {
        for (int id = First; id != EdataTable.Null; id = table[id].ListNext)
        {
            ids.Add(id);
        }
    }

    /// <summary>Takes out an extent that is in this list.</summary>
    public void Remove(int id)
    {
        ref Edata edata = ref table[id];
        if (edata.ListPrev == EdataTable.Null)
        {
            First = edata.ListNext;
        }
        else
        {
            table[edata.ListPrev].ListNext = edata.ListNext;
        }

        if (edata.ListNext == EdataTable.Null)
        {
            Last = edata.ListPrev;
        }
        else
        {
            table[edata.ListNext].ListPrev = edata.ListPrev;
        }

        edata.ListPrev = edata.ListNext = EdataTable.Null;
    }
}
