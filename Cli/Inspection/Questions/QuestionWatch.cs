using AllocSim.Simulator.Operations;

namespace AllocSim.Cli.Inspection.Questions;

/// <summary>Remembers of one question's address the object that was there last, or of one object where it was and who ended it.</summary>
internal sealed class QuestionWatch(AddressQuestion question, ObjectJournal journal) : ObjectProbe
{
    private TracedBlock _block;

    /// <summary>The object; without one its address is 0.</summary>
    public TracedBlock Block => _block;

    /// <inheritdoc/>
    public override void Made(long index, in Operation operation, ulong address, ulong size)
    {
        if (address == 0)
        {
            return;
        }

        bool isAsked = question.Kind == QuestionKind.Object
            ? unchecked((ulong)(journal.Cursor?.ObjectNumber(index) ?? -1)) == question.Value
            : unchecked(question.Value - address) < Math.Max(size, 1);
        if (isAsked)
        {
            _block = journal.BlockOf(index, operation, address, size);
        }
    }

    /// <inheritdoc/>
    public override void Gone(long index, in Operation operation, ulong address, ulong size)
    {
        if (address != 0 && address == _block.Address && !_block.HasEnded)
        {
            _block.HasEnded = true;
            _block.EndOperation = index;
            _block.EndTimeNs = operation.TimeNs;
            _block.EndThread = operation.Thread;
            _block.EndCall = journal.Cursor?.CallOf(index) ?? operation.Kind;
            _block.Successor = _block.EndCall is OperationKind.Realloc or OperationKind.Rallocx ? journal.Cursor?.ObjectNumber(index) ?? -1 : -1;
        }
    }

    /// <inheritdoc/>
    public override void Resized(long index, in Operation operation, ulong address, ulong oldSize, ulong newSize)
    {
        if (address == _block.Address && !_block.HasEnded)
        {
            _block.Size = newSize;
        }
    }
}
