using AllocSim.Simulator.Operations;

namespace AllocSim.Cli.Inspection.Questions;

/// <summary>Remembers of one question's address the object that was there last, or of one object where it was and who ended it.</summary>
internal sealed class QuestionWatch(AddressQuestion question, ObjectJournal journal) : ObjectProbe
{
    private TracedBlock _block;
    private BlockEnd? _end;

    /// <summary>The object, and how it ended.</summary>
    public AskedBlock Block => new(_block, _end);

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
            _end = null;
        }
    }

    /// <inheritdoc/>
    public override void Gone(long index, in Operation operation, ulong address, ulong size)
    {
        if (address != 0 && address == _block.Address && _end is null)
        {
            OperationKind call = journal.Cursor?.CallOf(index) ?? operation.Kind;
            long successor = call is OperationKind.Realloc or OperationKind.Rallocx ? journal.Cursor?.ObjectNumber(index) ?? -1 : -1;
            _end = new BlockEnd(index, operation.TimeNs, operation.Thread, call, successor);
        }
    }

    /// <inheritdoc/>
    public override void Resized(long index, in Operation operation, ulong address, ulong oldSize, ulong newSize)
    {
        if (address == _block.Address && _end is null)
        {
            _block.Size = newSize;
        }
    }
}
