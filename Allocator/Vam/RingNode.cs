namespace AllocSim.Allocator.Vam;

/// <summary>A member of a ring, which is a list with a head that is no member. (list_head)</summary>
internal class RingNode
{
    /// <summary>Makes a ring of its own.</summary>
    public RingNode()
    {
        Next = this;
        Previous = this;
    }

    /// <summary>The one behind it; of a head, the first.</summary>
    public RingNode Next { get; private set; }

    /// <summary>The one before it; of a head, the last.</summary>
    public RingNode Previous { get; private set; }

    /// <summary>For a head: whether it has no members.</summary>
    public bool IsEmptyRing => Next == this;

    /// <summary>Puts a node in front of a head's members.</summary>
    public void AddFirst(RingNode node)
    {
        node.Next = Next;
        node.Previous = this;
        Next.Previous = node;
        Next = node;
    }

    /// <summary>Leaves the ring.</summary>
    public void Unlink()
    {
        Previous.Next = Next;
        Next.Previous = Previous;
        Next = this;
        Previous = this;
    }

    /// <summary>Leaves the ring for the front of one.</summary>
    public void MoveTo(RingNode head)
    {
        Unlink();
        head.AddFirst(this);
    }
}
