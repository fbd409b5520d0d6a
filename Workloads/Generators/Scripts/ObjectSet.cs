namespace AllocSim.Workloads.Generators.Scripts;

/// <summary>The objects that a script knows by one name, in order of age.</summary>
internal sealed class ObjectSet
{
    private const int FewestToCompact = 64;

    private readonly List<Member> _members = [];
    private int _oldest;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds the youngest.</summary>
    public void Add(ScriptObject youngest)
    {
        _members.Add(new Member(youngest, IsHere: true));
        Count++;
    }

    /// <summary>Takes one out; there must be one.</summary>
    public ScriptObject Take(TakeOrder order, Xoshiro random)
    {
        int at = order switch
        {
            TakeOrder.Oldest => Oldest(),
            TakeOrder.Newest => Newest(),
            _ => AnyOf(random),
        };
        ScriptObject taken = _members[at].Object;
        _members[at] = default;
        Count--;
        Compact();
        return taken;
    }

    /// <summary>Takes all out, oldest first.</summary>
    public ScriptObject[] TakeAll()
    {
        ScriptObject[] all = [.. _members.Skip(_oldest).Where(m => m.IsHere).Select(m => m.Object)];
        _members.Clear();
        _oldest = 0;
        Count = 0;
        return all;
    }

    private int Oldest()
    {
        while (!_members[_oldest].IsHere)
        {
            _oldest++;
        }

        return _oldest;
    }

    private int Newest()
    {
        while (!_members[^1].IsHere)
        {
            _members.RemoveAt(_members.Count - 1);
        }

        return _members.Count - 1;
    }

    private int AnyOf(Xoshiro random)
    {
        int at;
        do
        {
            at = _oldest + random.Below(_members.Count - _oldest);
        }
        while (!_members[at].IsHere);

        return at;
    }

    // At least a quarter of the list lives, so a random draw ends soon and a ring of objects takes bounded memory.
    private void Compact()
    {
        if (_members.Count > FewestToCompact && Count < _members.Count / 4)
        {
            _members.RemoveAll(m => !m.IsHere);
            _oldest = 0;
        }
    }

    private readonly record struct Member(ScriptObject Object, bool IsHere);
}
