namespace AllocSim.Reports.Measures.Objects;

/// <summary>A live object in a sparse slab.</summary>
/// <param name="Object">The object.</param>
/// <param name="PinnedBytes">Its share of the slab's bytes that no live object uses.</param>
internal readonly record struct PinningObject(FollowedObject Object, double PinnedBytes);
