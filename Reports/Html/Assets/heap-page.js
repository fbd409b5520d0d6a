// Puts the page of a heap together.
showMap(JSON.parse(document.getElementById("data").textContent).heap).then(() => { document.documentElement.dataset.ready = "yes"; });
