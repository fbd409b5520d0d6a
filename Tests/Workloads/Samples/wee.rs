[
    Alloc(24),
    Alloc(100),
    Free(0),
    Alloc(7),
    Free(2),
    Free(1),
]
