// A screen turned to somebody: what the search box of any tab of this browser keeps may name others, and goes (find.js).
localStorage.setItem("turned", Date.now());
for (const name of Object.keys(sessionStorage)) if (name.startsWith("recent:")) sessionStorage.removeItem(name);
