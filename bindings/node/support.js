'use strict';

// What index.js is made with: the error class, and how opaque objects live inside objects of their classes.
module.exports = (native) => {
  class MarketplaceError extends Error {
    constructor(message, details) {
      super(message);
      Object.assign(this, details);
    }
  }
  Object.defineProperty(MarketplaceError.prototype, 'name', { value: 'MarketplaceError' });
  native.setErrorClass(MarketplaceError);
  process.on('exit', native.stopAll);

  const handles = new WeakMap();
  const keep = (object, handle) => { handles.set(object, handle); };
  // Whatever is not one of ours goes through as it is, and is refused by the addon with the name of the argument.
  const take = (object) => handles.get(object) ?? object;
  const wrap = (type, handle) => {
    const object = Object.create(type.prototype);
    keep(object, handle);
    return object;
  };
  return { MarketplaceError, keep, take, wrap };
};
